//! What the company uses every day, and what AWS asks for it: the rows that the report is made from.

pub(super) const PRODUCTION: &str = "222233334444";
pub(super) const DEVELOPMENT: &str = "333344445555";

/// Something that is used every day.
pub(super) struct Resource {
    pub(super) account: &'static str,
    pub(super) id: &'static str,
    pub(super) cost_center: &'static str,
    pub(super) project: &'static str,
    pub(super) charges: &'static [Charge],
}

/// One usage type of a resource, and how much of it a day uses.
pub(super) struct Charge {
    pub(super) product: &'static str,
    pub(super) product_name: &'static str,
    pub(super) family: &'static str,
    pub(super) usage_type: &'static str,
    pub(super) operation: &'static str,
    pub(super) instance_type: &'static str,
    pub(super) unit: &'static str,
    pub(super) description: &'static str,
    /// Dollars a unit, exact as a text in the report.
    pub(super) rate: &'static str,
    /// Thousandths of a unit a day: the least and the most.
    pub(super) daily: (u64, u64),
}

#[expect(clippy::too_many_arguments, reason = "one row of the table, in the order of the struct")]
const fn ec2(
    usage_type: &'static str,
    operation: &'static str,
    instance_type: &'static str,
    family: &'static str,
    unit: &'static str,
    description: &'static str,
    rate: &'static str,
    daily: (u64, u64),
) -> Charge {
    let (product, product_name) = ("AmazonEC2", "Amazon Elastic Compute Cloud");
    Charge { product, product_name, family, usage_type, operation, instance_type, unit, description, rate, daily }
}

const INSTANCE: &str = "Compute Instance";

pub(super) static RESOURCES: &[Resource] = &[
    Resource {
        account: PRODUCTION,
        id: "i-0a4f6c1de2b39a001",
        cost_center: "web",
        project: "shop",
        charges: &[
            ec2(
                "BoxUsage:m5.large",
                "RunInstances",
                "m5.large",
                INSTANCE,
                "Hrs",
                "$0.096 per On Demand Linux m5.large Instance Hour",
                "0.096",
                (24_000, 24_000),
            ),
            ec2(
                "EBS:VolumeUsage.gp3",
                "CreateVolume-Gp3",
                "",
                "Storage",
                "GB-Mo",
                "$0.08 per GB-month of General Purpose (gp3) provisioned storage",
                "0.08",
                (3_200, 3_300),
            ),
            ec2(
                "DataTransfer-Out-Bytes",
                "RunInstances",
                "",
                "Data Transfer",
                "GB",
                "$0.090 per GB - first 10 TB / month data transfer out",
                "0.09",
                (4_000, 14_000),
            ),
        ],
    },
    Resource {
        account: PRODUCTION,
        id: "i-0a4f6c1de2b39a002",
        cost_center: "web",
        project: "shop",
        charges: &[ec2(
            "BoxUsage:m5.large",
            "RunInstances",
            "m5.large",
            INSTANCE,
            "Hrs",
            "$0.096 per On Demand Linux m5.large Instance Hour",
            "0.096",
            (8_000, 24_000),
        )],
    },
    Resource {
        account: PRODUCTION,
        id: "arn:aws:rds:us-east-1:222233334444:db:orders",
        cost_center: "data",
        project: "shop",
        charges: &[Charge {
            product: "AmazonRDS",
            product_name: "Amazon Relational Database Service",
            family: "Database Instance",
            usage_type: "InstanceUsage:db.t3.medium",
            operation: "CreateDBInstance:0014",
            instance_type: "db.t3.medium",
            unit: "Hrs",
            description: "$0.072 per RDS db.t3.medium Single-AZ instance hour running PostgreSQL",
            rate: "0.072",
            daily: (24_000, 24_000),
        }],
    },
    Resource {
        account: PRODUCTION,
        id: "shop-images",
        cost_center: "web",
        project: "shop",
        charges: &[
            s3(
                "TimedStorage-ByteHrs",
                "StandardStorage",
                "GB-Mo",
                "$0.023 per GB - first 50 TB / month of storage used",
                "0.023",
                (18_000, 21_000),
            ),
            s3(
                "Requests-Tier1",
                "PutObject",
                "Requests",
                "$0.005 per 1,000 PUT, COPY, POST, or LIST requests",
                "0.000005",
                (900_000, 2_400_000),
            ),
            s3(
                "Requests-Tier2",
                "GetObject",
                "Requests",
                "$0.004 per 10,000 GET and all other requests",
                "0.0000004",
                (40_000_000, 160_000_000),
            ),
        ],
    },
    Resource {
        account: PRODUCTION,
        id: "arn:aws:lambda:us-east-1:222233334444:function:thumbnails",
        cost_center: "web",
        project: "shop",
        charges: &[Charge {
            product: "AWSLambda",
            product_name: "AWS Lambda",
            family: "Serverless",
            usage_type: "Lambda-GB-Second",
            operation: "Invoke",
            instance_type: "",
            unit: "Second",
            description: "AWS Lambda - Total Compute - US East (Northern Virginia)",
            rate: "0.0000166667",
            daily: (9_000_000, 30_000_000),
        }],
    },
    Resource {
        account: PRODUCTION,
        id: "arn:aws:dynamodb:us-east-1:222233334444:table/carts",
        cost_center: "data",
        project: "shop",
        charges: &[
            dynamodb(
                "ReadRequestUnits",
                "GetItem",
                "$0.125 per million read request units (N. Virginia)",
                "0.000000125",
                (900_000_000, 2_600_000_000),
            ),
            dynamodb(
                "WriteRequestUnits",
                "PutItem",
                "$0.625 per million write request units (N. Virginia)",
                "0.000000625",
                (300_000_000, 900_000_000),
            ),
        ],
    },
    Resource {
        account: DEVELOPMENT,
        id: "i-0b7d2290ac1f4c101",
        cost_center: "",
        project: "",
        charges: &[
            ec2(
                "BoxUsage:t3.medium",
                "RunInstances",
                "t3.medium",
                INSTANCE,
                "Hrs",
                "$0.0416 per On Demand Linux t3.medium Instance Hour",
                "0.0416",
                (24_000, 24_000),
            ),
            ec2(
                "EBS:VolumeUsage.gp3",
                "CreateVolume-Gp3",
                "",
                "Storage",
                "GB-Mo",
                "$0.08 per GB-month of General Purpose (gp3) provisioned storage",
                "0.08",
                (1_600, 1_700),
            ),
        ],
    },
    Resource {
        account: DEVELOPMENT,
        id: "i-0b7d2290ac1f4c102",
        cost_center: "data",
        project: "reports",
        charges: &[ec2(
            "BoxUsage:t3.medium",
            "RunInstances",
            "t3.medium",
            INSTANCE,
            "Hrs",
            "$0.0416 per On Demand Linux t3.medium Instance Hour",
            "0.0416",
            (7_000, 11_000),
        )],
    },
    Resource {
        account: DEVELOPMENT,
        id: NAT_GATEWAY,
        cost_center: "",
        project: "",
        charges: &[
            ec2(
                "NatGateway-Hours",
                "NatGateway",
                "",
                "NAT Gateway",
                "Hrs",
                "$0.045 per NAT Gateway Hour",
                "0.045",
                (24_000, 24_000),
            ),
            ec2(
                NAT_BYTES,
                "NatGateway",
                "",
                "NAT Gateway",
                "GB",
                "$0.045 per GB Data Processed by NAT Gateways",
                "0.045",
                (1_500, 4_500),
            ),
        ],
    },
    Resource {
        account: DEVELOPMENT,
        id: "",
        cost_center: "data",
        project: "reports",
        charges: &[
            Charge {
                product: "AmazonAthena",
                product_name: "Amazon Athena",
                family: "Athena Queries",
                usage_type: "DataScannedInTB",
                operation: "StartQueryExecution",
                instance_type: "",
                unit: "Terabytes",
                description: "$5.00 per Terabyte for DataScannedInTB",
                rate: "5",
                daily: (1, 40),
            },
            Charge {
                product: "AWSGlue",
                product_name: "AWS Glue",
                family: "AWS Glue",
                usage_type: "Crawler-DPU-Hour",
                operation: "CrawlerRun",
                instance_type: "",
                unit: "DPU-Hour",
                description: "$0.44 per Data Processing Unit-Hour for AWS Glue crawlers",
                rate: "0.44",
                daily: (0, 340),
            },
        ],
    },
];

pub(super) const NAT_GATEWAY: &str = "arn:aws:ec2:us-east-1:333344445555:natgateway/nat-04c2be11d7f90aa55";
pub(super) const NAT_BYTES: &str = "NatGateway-Bytes";

const fn s3(
    usage_type: &'static str,
    operation: &'static str,
    unit: &'static str,
    description: &'static str,
    rate: &'static str,
    daily: (u64, u64),
) -> Charge {
    let (product, product_name) = ("AmazonS3", "Amazon Simple Storage Service");
    Charge {
        product,
        product_name,
        family: "Storage",
        usage_type,
        operation,
        instance_type: "",
        unit,
        description,
        rate,
        daily,
    }
}

const fn dynamodb(
    usage_type: &'static str,
    operation: &'static str,
    description: &'static str,
    rate: &'static str,
    daily: (u64, u64),
) -> Charge {
    let (product, product_name, family) =
        ("AmazonDynamoDB", "Amazon DynamoDB", "Amazon DynamoDB PayPerRequest Throughput");
    let (instance_type, unit) = ("", if operation.len() == 7 { "ReadRequestUnits" } else { "WriteRequestUnits" });
    Charge { product, product_name, family, usage_type, operation, instance_type, unit, description, rate, daily }
}

/// The instance that a reservation pays for.
pub(super) static RESERVED: Charge = ec2(
    "BoxUsage:m5.large",
    "RunInstances",
    "m5.large",
    INSTANCE,
    "Hrs",
    "Linux/UNIX (Amazon VPC), m5.large reserved instance applied",
    "0.0",
    (0, 0),
);
