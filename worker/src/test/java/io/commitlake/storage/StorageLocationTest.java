package io.commitlake.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.model.CommitlakeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StorageLocationTest {
    @ParameterizedTest
    @CsvSource({
        "s3://bucket, s3://bucket",
        "s3://bucket/, s3://bucket",
        "s3://bucket/prefix, s3://bucket/prefix",
        "s3://bucket/a/b/, s3://bucket/a/b",
        "file:/data, file:/data",
        "file:///data/lake/, file:/data/lake",
        "file:/data/../lake, file:/lake",
        "'file:/a folder', 'file:/a folder'",
    })
    void aLocationReadsBackAsWritten(String setting, String location) {
        assertThat(StorageLocation.parse(setting)).hasToString(location);
        assertThat(StorageLocation.parse(location)).isEqualTo(StorageLocation.parse(setting));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bucket",
                "/data",
                "s3://",
                "s3:/bucket",
                "s3://B",
                "s3://bucket/a//b",
                "s3://bucket/../b",
                "file:",
                "file:data",
                "file://data/lake",
                "file:/",
                "file:/..",
                "file:/.",
                "file:///a/../..",
                "gs://bucket",
                "s3a://bucket"
            })
    void anInvalidLocationIsRefusedWithTheSettingsName(String setting) {
        assertThatThrownBy(() -> StorageLocation.parse(setting))
                .isInstanceOfSatisfying(
                        CommitlakeException.class,
                        e -> assertThat(e.kind()).isEqualTo(CommitlakeException.Kind.SETTINGS))
                .hasMessageContainingAll(
                        "COMMITLAKE_DATASET", "\"" + setting + "\"", "s3://bucket/prefix", "file:/folder");
    }
}
