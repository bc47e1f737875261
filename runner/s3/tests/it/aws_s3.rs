//! `aws s3`, line by line. What is printed is what the AWS CLI prints with `--no-progress`.

use labs_world::meter::Quantity;

use crate::bench::Bench;

#[tokio::test]
async fn buckets_come_and_go() {
    let bench = Bench::new();
    assert_eq!(bench.ok("s3 mb s3://lake").await, "make_bucket: lake\n");
    assert_eq!(bench.ok("s3 mb s3://sea --tags team data").await, "make_bucket: sea\n");
    assert_eq!(bench.ok("s3 ls").await, "2026-01-01 00:00:00 lake\n2026-01-01 00:00:00 sea\n");
    assert_eq!(bench.ok("s3 ls s3://").await, bench.ok("s3 ls").await);
    assert_eq!(bench.ok("s3 rb s3://sea").await, "remove_bucket: sea\n");
    bench.files.put("a", "x");
    bench.ok("s3 cp a s3://lake").await;
    let full = "remove_bucket failed: s3://lake An error occurred (BucketNotEmpty) when calling the DeleteBucket operation: \
                The bucket you tried to delete is not empty\n";
    assert_eq!(bench.fails("s3 rb s3://lake").await, (full.to_owned(), 1));
    assert_eq!(bench.ok("s3 rb s3://lake --force").await, "delete: s3://lake/a\nremove_bucket: lake\n");
    let gone = "remove_bucket failed: s3://lake An error occurred (NoSuchBucket) when calling the DeleteBucket operation: \
                The specified bucket does not exist\n";
    assert_eq!(bench.fails("s3 rb s3://lake").await, (gone.to_owned(), 1));
    let name = "make_bucket failed: s3://My_Lake An error occurred (InvalidBucketName) when calling the CreateBucket \
                operation: The specified bucket is not valid.\n";
    assert_eq!(bench.fails("s3 mb s3://My_Lake").await, (name.to_owned(), 1));
    let usage = "\n<S3Uri>\nError: Invalid argument type\n";
    assert_eq!(bench.fails("s3 mb lake").await, (usage.to_owned(), 252));
}

#[tokio::test]
async fn files_go_up_and_come_down() {
    let bench = Bench::with_bucket().await;
    bench.files.put("a.csv", "1,2\n");
    assert_eq!(bench.ok("s3 cp a.csv s3://bkt/").await, "upload: ./a.csv to s3://bkt/a.csv\n");
    assert_eq!(bench.ok("s3 cp ./a.csv s3://bkt/x/y.csv").await, "upload: ./a.csv to s3://bkt/x/y.csv\n");
    assert_eq!(bench.ok("s3 cp s3://bkt/x/y.csv new/").await, "download: s3://bkt/x/y.csv to new/y.csv\n");
    assert_eq!(bench.ok("s3 cp s3://bkt/x/y.csv .").await, "download: s3://bkt/x/y.csv to ./y.csv\n");
    assert_eq!(bench.ok("s3 cp s3://bkt/a.csv s3://bkt/copy/").await, "copy: s3://bkt/a.csv to s3://bkt/copy/a.csv\n");
    assert_eq!(bench.ok("s3 mv s3://bkt/copy/a.csv s3://bkt/z").await, "move: s3://bkt/copy/a.csv to s3://bkt/z\n");
    assert_eq!(bench.ok("s3 rm s3://bkt/z").await, "delete: s3://bkt/z\n");
    assert_eq!(bench.files.get("new/y.csv").unwrap(), "1,2\n");
    let head = bench.ok("s3api head-object --bucket bkt --key a.csv --query ContentType").await;
    assert_eq!(head, "\"text/csv\"\n");
    assert_eq!(bench.ok("s3 cp s3://bkt/a.csv -").await, "1,2\n");
    *bench.files.input.lock().unwrap() = "typed".into();
    assert_eq!(bench.ok("s3 cp - s3://bkt/typed").await, "");
    assert_eq!(bench.s3.read("bkt", "typed", 0..9).await.unwrap(), "typed");
    assert_eq!(bench.ok("s3 mv a.csv s3://bkt/moved.csv").await, "move: ./a.csv to s3://bkt/moved.csv\n");
    assert_eq!(bench.files.paths(), ["new/y.csv", "y.csv"]);
}

#[tokio::test]
async fn a_listing_has_a_line_for_each() {
    let bench = Bench::with_bucket().await;
    for (path, size) in [("data/a.csv", 4), ("data/2026/b.csv", 1536), ("c", 1)] {
        bench.files.put(path, vec![b'x'; size]);
    }
    bench.ok("s3 cp . s3://bkt --recursive --quiet").await;
    assert_eq!(
        bench.ok("s3 ls s3://bkt/data/").await,
        "                           PRE 2026/\n2026-01-01 00:00:00          4 a.csv\n"
    );
    assert_eq!(bench.ok("s3 ls s3://bkt/data").await, "                           PRE data/\n");
    assert_eq!(
        bench.ok("s3 ls bkt --recursive --human-readable --summarize").await,
        "2026-01-01 00:00:00     1 Byte c\n2026-01-01 00:00:00    1.5 KiB data/2026/b.csv\n\
         2026-01-01 00:00:00    4 Bytes data/a.csv\n\nTotal Objects: 3\n   Total Size: 1.5 KiB\n"
    );
    assert_eq!(bench.aws("s3 ls s3://bkt/none").await, (String::new(), String::new(), 1));
    let whole = bench.ok("s3 ls s3://bkt --recursive").await;
    assert_eq!(bench.ok("s3 ls s3://bkt --recursive --page-size 1").await, whole);
    let gone = "\nAn error occurred (NoSuchBucket) when calling the ListObjectsV2 operation: The specified bucket does not exist\n";
    assert_eq!(bench.fails("s3 ls s3://none").await, (gone.to_owned(), 254));
}

#[tokio::test]
async fn folders_go_as_the_patterns_say() {
    let bench = Bench::with_bucket().await;
    for path in ["d/a.csv", "d/b.txt", "d/sub/c.csv", "d/sub/d.txt"] {
        bench.files.put(path, "x");
    }
    assert_eq!(
        bench.ok("s3 cp d s3://bkt/in --recursive --exclude * --include *.csv").await,
        "upload: d/a.csv to s3://bkt/in/a.csv\nupload: d/sub/c.csv to s3://bkt/in/sub/c.csv\n"
    );
    assert_eq!(
        bench.ok("s3 cp d s3://bkt/in --recursive --exclude sub/* --dryrun").await,
        "(dryrun) upload: d/a.csv to s3://bkt/in/a.csv\n(dryrun) upload: d/b.txt to s3://bkt/in/b.txt\n"
    );
    assert_eq!(
        bench.ok("s3 cp s3://bkt/in out --recursive").await,
        "download: s3://bkt/in/a.csv to out/a.csv\ndownload: s3://bkt/in/sub/c.csv to out/sub/c.csv\n"
    );
    assert_eq!(bench.ok("s3 cp d/a.csv s3://bkt/only --only-show-errors").await, "");
    assert_eq!(bench.ok("s3 rm s3://bkt/in --recursive --exclude a*").await, "delete: s3://bkt/in/sub/c.csv\n");
    assert_eq!(bench.ok("s3 rm s3://bkt --recursive").await, "delete: s3://bkt/in/a.csv\ndelete: s3://bkt/only\n");
}

#[tokio::test]
async fn sync_copies_what_differs() {
    let bench = Bench::with_bucket().await;
    for path in ["d/a", "d/b", "d/c"] {
        bench.files.put(path, "x");
    }
    let first = "upload: d/a to s3://bkt/p/a\nupload: d/b to s3://bkt/p/b\nupload: d/c to s3://bkt/p/c\n";
    assert_eq!(bench.ok("s3 sync d s3://bkt/p").await, first);
    assert_eq!(bench.ok("s3 sync d s3://bkt/p").await, "", "nothing has changed");
    bench.files.put("d/b", "longer");
    bench.ok("s3 cp d/a s3://bkt/p/extra --quiet").await;
    assert_eq!(bench.ok("s3 sync d s3://bkt/p").await, "upload: d/b to s3://bkt/p/b\n");
    assert_eq!(bench.ok("s3 sync d s3://bkt/p --delete --exclude e*").await, "");
    assert_eq!(bench.ok("s3 sync d s3://bkt/p --delete").await, "delete: s3://bkt/p/extra\n");
    bench.advance(60);
    bench.ok("s3 cp d/a s3://bkt/p/a --quiet").await;
    assert_eq!(bench.ok("s3 sync s3://bkt/p d").await, "", "the object is newer, the size is the same");
    assert_eq!(bench.ok("s3 sync s3://bkt/p d --exact-timestamps").await, "download: s3://bkt/p/a to d/a\n");
    assert_eq!(bench.ok("s3 sync s3://bkt/p d --exact-timestamps").await, "", "the file has the object's time");
    assert_eq!(
        bench.ok("s3 sync s3://bkt/p new --exclude c").await,
        "download: s3://bkt/p/a to new/a\ndownload: s3://bkt/p/b to new/b\n"
    );
    bench.files.put("new/z", "x");
    assert_eq!(bench.ok("s3 sync s3://bkt/p new --delete --exclude c").await, "delete: new/z\n");
    assert_eq!(
        bench.ok("s3 sync s3://bkt/p s3://bkt/q --size-only --exclude c").await,
        "copy: s3://bkt/p/a to s3://bkt/q/a\ncopy: s3://bkt/p/b to s3://bkt/q/b\n"
    );
}

#[tokio::test]
async fn large_files_go_in_parts() {
    let bench = Bench::with_bucket().await;
    let bytes: Vec<u8> = (0..8_388_611_u32).map(|n| (n % 251) as u8).collect();
    bench.files.put("big.bin", bytes.clone());
    let used = |usage_type: &str| bench.world.meter().usage(bench.world.clock().now()).of("s3", usage_type);
    let before = used("Requests-Tier1");
    assert_eq!(bench.ok("s3 cp big.bin s3://bkt").await, "upload: ./big.bin to s3://bkt/big.bin\n");
    assert_eq!(used("Requests-Tier1").minus(before), Quantity::whole(1 + 2 + 1), "begin, two parts, complete");
    let head = bench.ok("s3api head-object --bucket bkt --key big.bin --checksum-mode ENABLED --query [ETag,ChecksumType] --output text").await;
    assert!(head.ends_with("-2\"\tFULL_OBJECT\n"), "{head}");
    bench.ok("s3 cp s3://bkt/big.bin back.bin").await;
    assert_eq!(bench.files.get("back.bin").unwrap(), bytes);
    bench.ok("s3 cp s3://bkt/big.bin s3://bkt/copy.bin --metadata x=1").await;
    bench.ok("s3 cp s3://bkt/copy.bin back.bin").await;
    assert_eq!(bench.files.get("back.bin").unwrap(), bytes);
    bench.ok("s3 cp big.bin s3://bkt/sums.bin --checksum-algorithm SHA256 --quiet").await;
    let kind =
        bench.ok("s3api head-object --bucket bkt --key sums.bin --checksum-mode ENABLED --query ChecksumType").await;
    assert_eq!(kind, "\"COMPOSITE\"\n");
    let error = bench.fails("s3 cp big.bin s3://none/x").await;
    assert!(error.0.contains("(NoSuchBucket) when calling the CreateMultipartUpload operation"), "{error:?}");
    assert_eq!(bench.ok("s3api list-multipart-uploads --bucket bkt --query Uploads").await, "null\n");
}

#[tokio::test]
async fn what_is_said_on_the_line_is_said_of_the_object() {
    let bench = Bench::with_bucket().await;
    bench.files.put("a.json", "{}");
    bench
        .ok("s3 cp a.json s3://bkt --content-type text/x --metadata owner=mai,team=data --storage-class STANDARD_IA")
        .await;
    let head = bench
        .ok("s3api head-object --bucket bkt --key a.json --query [ContentType,Metadata.team,StorageClass] --output text")
        .await;
    assert_eq!(head, "text/x\tdata\tSTANDARD_IA\n");
    bench.ok("s3 cp a.json s3://bkt/plain --no-guess-mime-type").await;
    let head = bench.ok("s3api head-object --bucket bkt --key plain --query ContentType").await;
    assert_eq!(head, "\"binary/octet-stream\"\n");
    let acl = bench.fails("s3 cp a.json s3://bkt --acl public-read").await;
    let words = "upload failed: ./a.json to s3://bkt/a.json An error occurred (AccessControlListNotSupported) when calling the \
                 PutObject operation: The bucket does not allow ACLs\n";
    assert_eq!(acl, (words.to_owned(), 1));
    bench.ok("s3 cp a.json s3://bkt/old --storage-class GLACIER --quiet").await;
    let skipped = bench.fails("s3 cp s3://bkt/old back").await;
    assert_eq!(skipped.1, 2);
    assert!(
        skipped
            .0
            .starts_with("warning: Skipping file s3://bkt/old. Object is of storage class GLACIER. Unable to perform")
    );
    assert_eq!(
        bench.ok("s3 cp s3://bkt . --recursive --ignore-glacier-warnings --dryrun --exclude a*").await,
        "(dryrun) download: s3://bkt/plain to ./plain\n"
    );
}

#[tokio::test]
async fn what_cannot_be_done_is_refused_in_the_aws_clis_words() {
    let bench = Bench::with_bucket().await;
    bench.files.put("d/a", "x");
    for (line, stderr, status) in [
        ("s3 cp none s3://bkt", "\nThe user-provided path none does not exist.\n", 255),
        (
            "s3 cp s3://bkt/none .",
            "fatal error: An error occurred (404) when calling the HeadObject operation: Key \"none\" does not exist\n",
            1,
        ),
        ("s3 cp d s3://bkt/x", "upload failed: d/ to s3://bkt/x [Errno 21] Is a directory: '/work/d/'\n", 1),
        ("s3 sync d/a s3://bkt", "warning: Skipping file /work/d/a/. File does not exist.\n", 2),
        (
            "s3 cp d/a s3://none/x",
            "upload failed: d/a to s3://none/x An error occurred (NoSuchBucket) when calling the PutObject operation: The \
             specified bucket does not exist\n",
            1,
        ),
        (
            "s3 cp d s3://none/x --recursive --exclude b",
            "upload failed: d/a to s3://none/x/a An error occurred (NoSuchBucket) when calling the PutObject operation: The \
             specified bucket does not exist\n",
            1,
        ),
        (
            "s3 sync d s3://none",
            "fatal error: An error occurred (NoSuchBucket) when calling the ListObjectsV2 operation: The specified bucket does \
             not exist\n",
            1,
        ),
        ("s3 mv s3://bkt/a s3://bkt/a", "\nCannot mv a file onto itself: s3://bkt/a - s3://bkt/a\n", 252),
        (
            "s3 cp - s3://bkt/a --recursive",
            "\nStreaming currently is only compatible with non-recursive cp commands\n",
            252,
        ),
        ("s3 rb s3://bkt/key", "\nPlease specify a valid bucket name only. E.g. s3://bkt\n", 252),
        (
            "s3 cp d/a e",
            "\nusage: aws s3 cp <LocalPath> <S3Uri> or <S3Uri> <LocalPath> or <S3Uri> <S3Uri>\nError: Invalid argument type\n",
            252,
        ),
    ] {
        assert_eq!(bench.fails(line).await, (stderr.to_owned(), status), "{line}");
    }
    for line in [
        "s3 website s3://bkt",
        "s3 presign s3://bkt/a",
        "s3 cp d/a s3://bkt --sse-c AES256",
        "s3 cp d/a s3://bkt --no-follow-symlinks",
    ] {
        let (stderr, status) = bench.fails(line).await;
        assert!(stderr.contains("is not supported in this version of labs") && status == 252, "{line}: {stderr}");
    }
    let (stderr, status) = bench.fails("s3 cp d/a s3://bkt --recursiv --colour").await;
    assert!(stderr.contains("Unknown options: --colour") && status == 252, "{stderr}");
}

#[tokio::test]
async fn a_key_never_leads_out_of_the_destination() {
    let bench = Bench::with_bucket().await;
    for key in ["p/../../evil", "p//abs", "p/..", "p/a/../b"] {
        bench.s3.write("bkt", key, "x".into(), "text/plain").await.unwrap();
    }
    let (stdout, stderr, status) = bench.aws("s3 cp s3://bkt/p out --recursive").await;
    assert_eq!(
        stderr,
        "warning: Skipping file ... File references a parent directory.\n\
         warning: Skipping file ../../evil. File references a parent directory.\n"
    );
    assert_eq!((stdout.lines().count(), status), (2, 2), "{stdout}");
    assert!(bench.files.paths().iter().all(|path| path.starts_with("out/")), "{:?}", bench.files.paths());
}

#[tokio::test]
async fn names_of_all_kinds_travel_unharmed() {
    let bench = Bench::with_bucket().await;
    let names = ["dữ-liệu.csv", "a+b%20c.csv", "a&b=c.csv", "é", "(1)[2]"];
    for name in names {
        bench.files.put(&format!("d/{name}"), name.to_owned());
    }
    bench.ok("s3 sync d s3://bkt/p").await;
    bench.ok("s3 sync s3://bkt/p s3://bkt/q").await;
    bench.ok("s3 sync s3://bkt/q back").await;
    for name in names {
        assert_eq!(bench.files.get(&format!("back/{name}")).unwrap(), name);
    }
}
