"""Advisories, catalogue and scores as they are published, small."""

import gzip
import json
import zipfile

REMOTE = "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H"
LOCAL = "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H"


def advisory(name, package, *events, ecosystem="Debian:12", vector=REMOTE, **more):
    span = {"type": "ECOSYSTEM", "events": list(events) or [{"introduced": "0"}]}
    return {
        "id": name,
        "published": "2024-07-01T10:00:00Z",
        "modified": "2026-11-20T10:00:00Z",
        "severity": [{"type": "CVSS_V3", "score": vector}] if vector else [],
        "affected": [{"package": {"ecosystem": ecosystem, "name": package}, "ranges": [span]}],
        **more,
    }


def until(fixed, introduced="0"):
    return {"introduced": introduced}, {"fixed": fixed}


SSH = advisory("DSA-5724-1", "openssh", *until("1:9.2p1-2+deb12u3"), related=["CVE-2024-6387"])
SUDO = advisory("DEBIAN-CVE-2021-3156", "sudo", vector=LOCAL, upstream=["CVE-2021-3156"])
KEV = {
    "catalogVersion": "2026.11.20",
    "dateReleased": "2026-11-20T00:00:00Z",
    "vulnerabilities": [{"cveID": "CVE-2021-3156"}],
}
EPSS = "#model_version:v2025.03.14,score_date:2026-11-20T00:00:00+0000\ncve,epss,percentile\nCVE-2024-6387,0.5,0.9\n"


def zipped(path, *said):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in said:
            archive.writestr(f"{one['id']}.json", json.dumps(one))
    return path


def written(folder, *said, kev=KEV, epss=EPSS):
    """The three files: `advisories.zip`, `kev.json`, `epss.csv.gz`."""
    (folder / "kev.json").write_text(json.dumps(kev))
    (folder / "epss.csv.gz").write_bytes(gzip.compress(epss.encode()))
    return zipped(folder / "advisories.zip", *(said or (SSH, SUDO)))
