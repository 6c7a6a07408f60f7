"""Storage in a bucket of any server that speaks S3."""

import io
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from foundation.storage.blobs import (
    MEGABYTE,
    MissingBlob,
    StorageUnready,
    StoredBlob,
    clamp_range,
    copy_in,
    is_key,
    known_key,
    no_room_in_words,
)
from foundation.storage.s3_reading import Body, Remote, plain_errors
from foundation.storage.s3_staging import S3Staging

PART = 8 * MEGABYTE
RENEW_AFTER = timedelta(hours=1)


class S3Storage(S3Staging):
    """One bucket, or the part of it below a prefix. Uploads pass through a file on disk, never through memory."""

    def __init__(
        self,
        bucket: str,
        *,
        endpoint_url: str | None = None,
        prefix: str = "",
        region: str | None = None,
        access_key: str | None = None,
        secret_key: str | None = None,
        spool: Path | None = None,
        renew_after: timedelta = RENEW_AFTER,
    ) -> None:
        self.bucket, self.spool, self.renew_after = bucket, spool, renew_after
        self.prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self._client: Any = boto3.client(
            "s3",
            endpoint_url=endpoint_url,
            region_name=region,
            aws_access_key_id=access_key,
            aws_secret_access_key=secret_key,
            config=_config(own_server=endpoint_url is not None),
        )

    def put(self, stream: BinaryIO, *, limit: int) -> StoredBlob:
        """Keep the content; the key is known only at the end, so it is set aside on disk first."""
        with no_room_in_words(), tempfile.TemporaryFile(dir=self.spool) as spooled:
            blob = copy_in(stream, spooled, limit=limit)
            if not self._renewed(blob.key):
                spooled.seek(0)
                self._upload(spooled, blob.key)
        return blob

    def open(self, key: str) -> BinaryIO:
        """All bytes, seekable; fetched as they are read."""
        size = self.size(key)
        return io.BufferedReader(Remote(lambda start: self._body(key, start, size), 0, size), MEGABYTE)

    def open_range(self, key: str, start: int, end: int) -> BinaryIO:
        """The bytes from `start` up to but without `end`."""
        start, end = clamp_range(start, end, size=self.size(key))
        return io.BufferedReader(Remote(lambda at: self._body(key, at, end), start, end), MEGABYTE)

    def size(self, key: str) -> int:
        """How many bytes there are."""
        return int(self._head(key)["ContentLength"])

    def exists(self, key: str) -> bool:
        """Whether the bytes are there."""
        try:
            self._head(key)
        except MissingBlob:
            return False
        return True

    def delete(self, key: str, *, unless_newer_than: datetime | None = None) -> None:
        """Take the bytes away, unless somebody put them again after the given moment."""
        # Race: S3 has no lock. Looking just before leaves milliseconds, and only for content that was an orphan.
        if unless_newer_than is not None and not self._is_older(key, unless_newer_than):
            return
        with plain_errors(key):
            self._client.delete_object(**self._at(key))

    def iterate_keys(self, *, older_than: datetime) -> Iterator[str]:
        """Keys last put before the moment, in order."""
        with plain_errors():
            for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self.prefix):
                for found in page.get("Contents", ()):
                    key = found["Key"].removeprefix(self.prefix)
                    if is_key(key) and found["LastModified"] < older_than:
                        yield key

    def sweep_unfinished(self, *, older_than: datetime) -> int:
        """Abort uploads in parts that were never completed: they cost room and are seen nowhere."""
        with plain_errors():
            pages = self._client.get_paginator("list_multipart_uploads").paginate(
                Bucket=self.bucket, Prefix=self.prefix
            )
            found = [upload for page in pages for upload in page.get("Uploads", ())]
            left = [upload for upload in found if upload["Initiated"] < older_than]
            for upload in left:
                self._client.abort_multipart_upload(Bucket=self.bucket, Key=upload["Key"], UploadId=upload["UploadId"])
        return len(left)

    def keep(self, name: str) -> StoredBlob:
        """Make a blob of what is staged; the parts are read back, as S3 puts nothing together that is small."""
        with self.open_staged(name) as staged:
            return self.put(staged, limit=self.staged_size(name))

    def check(self) -> None:
        """Write and remove a small object, or say why that fails."""
        probe = {"Bucket": self.bucket, "Key": f"{self.prefix}check"}
        try:
            self._client.put_object(**probe, Body=b"ready")
            self._client.delete_object(**probe)
        except (ClientError, BotoCoreError) as error:
            raise StorageUnready(f"Files cannot be kept in bucket {self.bucket}: {error}") from error

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _renewed(self, key: str) -> bool:
        """Whether the content was here already; it then counts as put lately, so that no sweep takes it."""
        try:
            head = self._head(key)
        except MissingBlob:
            return False
        if datetime.now(UTC) - head["LastModified"] > self.renew_after:
            with plain_errors(key):
                self._client.copy_object(**self._at(key), CopySource=self._at(key), MetadataDirective="REPLACE")
        return True

    def _upload(self, spooled: BinaryIO, key: str) -> None:
        """In parts when it is long; broken-off parts are taken back by the client itself."""
        in_parts = TransferConfig(multipart_threshold=2 * PART, multipart_chunksize=PART, use_threads=False)
        with plain_errors(key):
            self._client.upload_fileobj(spooled, self.bucket, self._at(key)["Key"], Config=in_parts)

    def _head(self, key: str) -> dict[str, Any]:
        with plain_errors(key):
            found: dict[str, Any] = self._client.head_object(**self._at(key))
            return found

    def _body(self, key: str, start: int, end: int) -> Body:
        with plain_errors(key):
            body: Body = self._client.get_object(**self._at(key), Range=f"bytes={start}-{end - 1}")["Body"]
            return body

    def _is_older(self, key: str, moment: datetime) -> bool:
        try:
            return bool(self._head(key)["LastModified"] < moment)
        except MissingBlob:
            return False

    def _at(self, key: str) -> dict[str, str]:
        return {"Bucket": self.bucket, "Key": self.prefix + known_key(key)}


def _config(*, own_server: bool) -> Config:
    """An answer within reason; own servers often know neither addresses by host nor trailing checksums."""
    checksums = "when_required" if own_server else "when_supported"
    return Config(
        connect_timeout=5,
        read_timeout=60,
        retries={"mode": "standard", "max_attempts": 3},
        signature_version="s3v4",
        s3={"addressing_style": "path" if own_server else "auto"},
        request_checksum_calculation=checksums,
        response_checksum_validation=checksums,
    )
