package io.commitlake.e2e;

import io.commitlake.testing.Postgres;
import io.commitlake.testing.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Looks for what is left of a repository: its name, the hashes of its objects, and its people, but not its id. */
final class Traces {
    private static final Path SCRIPT = Stack.shipped().resolve("../../worker/src/test/python/traces.py");

    private final Path texts;
    private final Set<String> all;

    /**
     * Prepares the search.
     *
     * @param other a repository that stays, whose texts don't count
     */
    Traces(Path folder, String name, String other) throws IOException {
        all = texts(folder, name);
        all.removeAll(texts(folder, other));
        all.add("sandbox/" + name);
        all.add("repository_id=1000");
        texts = Files.write(folder.resolve("texts"), all);
    }

    private static Set<String> texts(Path folder, String name) {
        Path clone = folder.resolve("traces-" + name + ".git");
        Repo.git(
                folder,
                "clone",
                "-q",
                "--bare",
                Stack.shipped().resolve(name + ".bundle").toString(),
                clone.toString());
        Set<String> texts = new TreeSet<>();
        Repo.git(clone, "rev-list", "--objects", "--all").lines().forEach(line -> texts.add(line.split(" ", 2)[0]));
        Repo.git(clone, "log", "--all", "--format=%ae%n%ce").lines().forEach(texts::add);
        return texts;
    }

    /** A line for each file of a dataset with any of the texts. */
    String found(Path dataset) {
        return Python.run(SCRIPT.toString(), "find", dataset.toString(), texts.toString());
    }

    /** The rows of the shared tables that aren't a repository's. */
    String rowsOfOthers(Path dataset, long repository) {
        return Python.run(SCRIPT.toString(), "rows", dataset.toString(), Long.toString(repository));
    }

    /** The tables of a ledger in PostgreSQL with any of the texts. */
    List<String> foundIn(String database) {
        List<String> tables = Postgres.query(
                database, "SELECT table_name FROM information_schema.tables WHERE table_schema = 'commitlake'");
        return tables.stream()
                .filter(table ->
                        Postgres.query(database, "SELECT to_jsonb(t)::text FROM commitlake." + table + " t").stream()
                                .anyMatch(row -> all.stream().anyMatch(row::contains)
                                        || (table.equals("users") && row.contains("\"repository_id\": 1000"))))
                .toList();
    }
}
