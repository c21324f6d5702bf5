package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.testing.InterceptedStorage;
import io.commitlake.testing.Python;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The current snapshots of Iceberg tables have no file of a forgotten repository. */
final class CatalogForgetTest extends CatalogTables {
    private static final String SHOW = """
            import sys
            from pyiceberg.catalog.sql import SqlCatalog
            catalog = SqlCatalog("commitlake", uri=sys.argv[1])
            for name in ("commits", "file_changes", "file_states"):
                table = catalog.load_table("lake." + name)
                ids = table.scan().to_arrow()["repository_id"].to_pylist()
                tags = {tag: ref.snapshot_id for tag, ref in table.refs().items() if tag != "main"}
                print(name, "has", sorted(set(ids)), "tags", sorted(tags.items()))
            """;

    @BeforeEach
    void export() {
        exportTwice();
        catalog(sqlite("catalog"), "lake").ended(0);
    }

    private String shown() {
        return shown("catalog");
    }

    private String shown(String name) {
        return Python.run("-c", SHOW, sqlite(name).replace("jdbc:sqlite:", "sqlite:///"));
    }

    @Test
    void forgettingRemovesTheFilesFromTheTables() {
        String before = shown();
        assertThat(before).contains("commits has [1000, 1001]");

        assertThat(stack.commitlake("forget", "--id", "1000", "--yes").ended(0).out())
                .containsPattern("Iceberg tables: [1-9][0-9]* files removed");

        assertThat(shown()).isEqualTo(before.replace("[1000, 1001]", "[1001]"));
        assertThat(catalog(sqlite("catalog"), "lake").ended(0).out()).contains("lake.commits: 0 files added, ");
        assertThat(shown()).as("the tags stay").isEqualTo(before.replace("[1000, 1001]", "[1001]"));
    }

    @Test
    void anUpdateThatRunsMeanwhileBringsNothingBack() {
        stack.removeIceberg();
        AtomicInteger commits = new AtomicInteger();
        update(sqlite("again"), InterceptedStorage.of(storage(), call -> {
            // The update has described the first table's files, and is about to commit them.
            if (call.name().startsWith("put") && call.key().contains("/snap-") && commits.incrementAndGet() == 1) {
                assertThat(beginForgetting(sqlite("again"), 1000)).isZero();
            }
            return call.proceed();
        }));

        assertThat(commits).hasValueGreaterThan(1);
        assertThat(shown("again")).contains("commits has [1001]", "file_changes has [1001]", "file_states has [1001]");
    }

    @Test
    void theNextUpdateRemovesThemIfForgettingKnewNoCatalog() {
        String before = shown();
        stack.set("COMMITLAKE_CATALOG", "")
                .commitlake("forget", "--id", "1000", "--yes")
                .ended(0);
        assertThat(catalog(sqlite("catalog"), "lake").ended(0).out())
                .containsPattern("lake.commits: 0 files added, [1-9][0-9]* removed");

        assertThat(shown()).isEqualTo(before.replace("[1000, 1001]", "[1001]"));
    }
}
