package io.commitlake.dataset.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.dataset.parquet.TableSchema;
import io.commitlake.model.Table;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SchemaCheckTest {
    private static final TableSchema COMMITS = TableSchema.of(Table.COMMITS);

    private static List<String> faults(String schema) {
        List<String> faults = new ArrayList<>();
        SchemaCheck.compare(COMMITS.parquet(), MessageTypeParser.parseMessageType(schema), faults::add);
        return faults;
    }

    @Test
    void theTablesOwnColumnsHaveNoFault() {
        assertThat(faults(COMMITS.parquet().toString())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            commit_sha (STRING) = 2         | commit_sha (STRING)          | column 2
            commit_sha (STRING) = 2         | commit_sha (STRING) = 3      | column 2
            commit_sha (STRING) = 2         | commit_sha = 2               | column 2
            commit_sha (STRING) = 2         | sha (STRING) = 2             | column 2
            int64 num_files_changed = 6     | int32 num_files_changed = 6  | column 6
            parent_commits (LIST) = 9       | parent_commits (LIST)        | column 9
            element (STRING) = 20           | element (STRING)             | column 9
            element (STRING) = 20           | element (STRING) = 21        | column 9
            """)
    void eachDifferenceIsReportedWithItsColumn(String own, String other, String fault) {
        String schema = COMMITS.parquet().toString();
        assertThat(schema).containsOnlyOnce(own);

        assertThat(faults(schema.replace(own, other)))
                .singleElement()
                .asString()
                .startsWith(fault + " is ")
                .contains("but should be");
    }
}
