#!/usr/bin/env python3
"""Cuts a service model for `labs-aws` out of a botocore package.

    python3 runner/aws/models/trim.py dynamodb                     # from the botocore that is installed
    python3 runner/aws/models/trim.py dynamodb --wheel FILE.whl    # from a wheel as PyPI serves it

It writes `<service>.json` beside itself: operations, shapes with their constraints, errors, paginators and waiters,
without any documentation text. The same botocore gives the same bytes. `runner/aws/src/model/load.rs` reads the
result. It refuses a key that it does not know, so that a constraint which a later botocore adds is never lost in silence.
Only the standard library is used.
"""

import argparse
import gzip
import importlib.util
import json
import re
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent

# Keys that are read, and keys that are known and of no use here. Anything else stops the script.
METADATA = ["apiVersion", "endpointPrefix", "jsonVersion", "protocol", "serviceFullName", "serviceId", "signingName", "targetPrefix",
            "xmlNamespace"]
METADATA_UNUSED = {"auth", "checksumFormat", "globalEndpoint", "protocols", "serviceAbbreviation", "signatureVersion", "uid"}
SHAPE = ["type", "required", "members", "member", "key", "value", "enum", "min", "max", "pattern", "union", "sensitive",
         "exception", "fault", "error", "payload", "flattened", "locationName", "timestampFormat", "xmlNamespace", "document",
         "eventstream"]
# `event` says the same as the `eventstream` shape that lists it.
SHAPE_UNUSED = {"box", "documentation", "event", "retryable", "synthetic"}
MEMBER = ["shape", "location", "locationName", "idempotencyToken", "streaming", "flattened", "xmlAttribute", "xmlNamespace",
          "timestampFormat", "jsonvalue"]
# A host label is also bound to a header or the path, and servers of this project have no host names of their own.
MEMBER_UNUSED = {"box", "contextParam", "deprecated", "deprecatedMessage", "documentation", "eventpayload", "hostLabel"}
OPERATION = ["http", "input", "output", "errors", "httpChecksum"]
OPERATION_UNUSED = {"auth", "authtype", "deprecated", "documentation", "endpoint", "endpointdiscovery", "endpointoperation",
                    "idempotent", "name", "operationContextParams", "staticContextParams", "unsignedPayload"}
HTTP = ["method", "requestUri", "responseCode"]
CHECKSUM = ["requestAlgorithmMember", "requestChecksumRequired", "requestValidationModeMember", "responseAlgorithms"]
# What json and query services write for every operation; it is left out, and load.rs puts it back.
PLAIN_HTTP = {"method": "POST", "requestUri": "/"}


class Package:
    """The data files of one botocore, installed or in a wheel."""

    def __init__(self, wheel):
        if wheel is None:
            spec = importlib.util.find_spec("botocore")
            if spec is None or spec.origin is None:
                sys.exit("trim.py: botocore is not installed; install it or name a wheel with --wheel")
            self.root, self.zip = Path(spec.origin).parent, None
            init = Path(spec.origin).read_text(encoding="utf-8")
        else:
            self.root, self.zip = None, zipfile.ZipFile(wheel)
            init = self.zip.read("botocore/__init__.py").decode("utf-8")
        found = re.search(r"^__version__ = ['\"]([^'\"]+)['\"]", init, re.MULTILINE)
        if found is None:
            sys.exit("trim.py: botocore/__init__.py names no __version__")
        self.version = found.group(1)

    def versions(self, service):
        """The API versions of a service, oldest first; without those that have no model."""
        pattern = re.compile(rf"data/{re.escape(service)}/([0-9-]+)/service-2\.json(\.gz)?$")
        if self.zip is None:
            names = [path.as_posix() for path in self.root.glob(f"data/{service}/*/service-2.json*")]
        else:
            names = self.zip.namelist()
        return sorted({match.group(1) for match in map(pattern.search, names) if match})

    def read(self, path):
        """The JSON of a data file, packed or not; None when there is none."""
        for suffix, unpack in ((".gz", gzip.decompress), ("", bytes)):
            name = f"data/{path}{suffix}"
            if self.zip is not None:
                if f"botocore/{name}" in self.zip.namelist():
                    return json.loads(unpack(self.zip.read(f"botocore/{name}")))
            elif (self.root / name).is_file():
                return json.loads(unpack((self.root / name).read_bytes()))
        return None


def keep(place, source, wanted, unused):
    """The wanted keys of `source` in the order of `wanted`; stops on a key that nobody has judged."""
    unknown = sorted(set(source) - set(wanted) - unused)
    if unknown:
        sys.exit(f"trim.py: {place} has {', '.join(unknown)}: decide in trim.py whether load.rs needs it")
    return {key: source[key] for key in wanted if key in source}


def trim_shape(name, source):
    shape = keep(f"shape {name}", source, SHAPE, SHAPE_UNUSED)
    if isinstance(shape.get("xmlNamespace"), str):
        shape["xmlNamespace"] = {"uri": shape["xmlNamespace"]}
    for limit in ("min", "max"):
        if isinstance(shape.get(limit), float):
            if not shape[limit].is_integer():
                sys.exit(f"trim.py: the {limit} of {name} is {shape[limit]}; load.rs knows whole numbers only")
            shape[limit] = int(shape[limit])
    if "members" in shape:
        shape["members"] = {
            member: keep(f"member {name}${member}", use, MEMBER, MEMBER_UNUSED) for member, use in shape["members"].items()
        }
    for part in ("member", "key", "value"):
        if part in shape:
            shape[part] = keep(f"{name}${part}", shape[part], MEMBER, MEMBER_UNUSED)
    return shape


def trim_operation(name, source):
    place = f"operation {name}"
    operation = keep(place, source, OPERATION, OPERATION_UNUSED)
    operation["http"] = keep(f"{place} http", operation["http"], HTTP, set())
    if operation["http"] == PLAIN_HTTP:
        del operation["http"]
    if "httpChecksum" in operation:
        operation["httpChecksum"] = keep(f"{place} httpChecksum", operation["httpChecksum"], CHECKSUM, set())
    # The uses of the two structures have traits of their own; they become keys of the operation.
    for part, traits in (("input", {"locationName": "inputName", "xmlNamespace": "inputNamespace"}),
                         ("output", {"resultWrapper": "resultWrapper"})):
        if part in operation:
            use = keep(f"{place} {part}", operation[part], ["shape", *traits], set())
            operation[part] = use["shape"]
            operation.update({traits[trait]: use[trait] for trait in traits if trait in use})
    if "errors" in operation:
        operation["errors"] = [error["shape"] for error in operation["errors"]]
    return operation


def merge(target, source):
    """What botocore lays over a data file: mappings are merged, everything else is replaced."""
    for key, value in source.items():
        if isinstance(value, dict) and isinstance(target.get(key), dict):
            merge(target[key], value)
        else:
            target[key] = value


def read_with_extras(package, folder, name):
    """A data file with botocore's own corrections (`*.sdk-extras.json`); None when there is none."""
    data = package.read(f"{folder}/{name}.json")
    extras = package.read(f"{folder}/{name}.sdk-extras.json")
    if data is not None and extras is not None:
        merge(data, extras.get("merge", {}))
    return data


def trim(package, service):
    versions = package.versions(service)
    if not versions:
        sys.exit(f"trim.py: botocore {package.version} has no model named {service}")
    folder = f"{service}/{versions[-1]}"
    model = read_with_extras(package, folder, "service-2")
    metadata = keep("metadata", model["metadata"], METADATA, METADATA_UNUSED)
    metadata["source"] = f"botocore {package.version}, data/{folder}"
    return {
        "metadata": metadata,
        "operations": {name: trim_operation(name, source) for name, source in model["operations"].items()},
        "shapes": {name: trim_shape(name, source) for name, source in model["shapes"].items()},
        "paginators": (read_with_extras(package, folder, "paginators-1") or {}).get("pagination", {}),
        "waiters": (read_with_extras(package, folder, "waiters-2") or {}).get("waiters", {}),
    }


def write(model):
    """JSON with one line for each operation, shape, paginator and waiter, so that an update shows what it changes."""
    sections = []
    for section, entries in model.items():
        lines = [f"    {json.dumps(name)}: {json.dumps(entry, separators=(',', ':'))}" for name, entry in entries.items()]
        body = "{\n" + ",\n".join(lines) + "\n  }" if lines else "{}"
        sections.append(f"  {json.dumps(section)}: {body}")
    return "{\n" + ",\n".join(sections) + "\n}\n"


def main():
    parser = argparse.ArgumentParser(description="Cut a service model out of a botocore package.")
    parser.add_argument("services", nargs="+", metavar="SERVICE", help="folder name in botocore's data, for example dynamodb")
    parser.add_argument("--wheel", type=Path, help="a botocore wheel; the installed package is read when this is not given")
    arguments = parser.parse_args()
    package = Package(arguments.wheel)
    for service in arguments.services:
        target = HERE / f"{service}.json"
        target.write_text(write(trim(package, service)), encoding="utf-8")
        print(f"{target.name}: {target.stat().st_size} bytes from botocore {package.version}")


if __name__ == "__main__":
    main()
