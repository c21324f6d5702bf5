package io.commitlake.storage;

import io.commitlake.model.Export;
import io.commitlake.model.Table;
import io.commitlake.model.commit.CommitMonth;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The one place that names keys in the store. */
public final class Layout {
    public static final String REPOSITORIES = "repositories/";

    /** Says which home the ledger has. */
    public static final String LEDGER_HOME = "_commitlake/ledger.json";

    /** One empty object per export that the repository's row doesn't hold yet. */
    public static final String OPEN = "_commitlake/ledger/open/";

    /** What was last seen of repositories that aren't well. */
    public static final String CONDITIONS = "_commitlake/ledger/standings/";

    /** One record per repository of the dataset. */
    public static final String TRACKED = "_commitlake/tracked/";

    private static final Pattern DATA_FILE = Pattern.compile(
            "(commits|file_changes|file_states)/repository_id=(\\d+)/commit_month=(\\d{4}-\\d{2})/\\1_\\2-(\\d+)\\.parquet");
    private static final Pattern REPOSITORIES_FILE = Pattern.compile("repositories/repositories_(\\d+)\\.parquet");

    /** What a data file's key says. */
    public record DataKey(Table table, Export export, CommitMonth month) {}

    private Layout() {}

    public static String dataFile(Table table, Export export, CommitMonth month) {
        return monthsOf(table, export.repository()) + "commit_month=" + month + "/" + table.folder() + "_" + export
                + ".parquet";
    }

    /** The folder of a repository's months in a table, with its slash. */
    public static String monthsOf(Table table, long repository) {
        return table.folder() + "/repository_id=" + repository + "/";
    }

    /** The table, export and month of a data file's key; empty where no data file is named so. */
    public static Optional<DataKey> dataKey(String key) {
        Matcher name = DATA_FILE.matcher(key);
        if (!name.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new DataKey(
                    Table.valueOf(name.group(1).toUpperCase(java.util.Locale.ROOT)),
                    new Export(Long.parseLong(name.group(2)), Long.parseLong(name.group(4))),
                    CommitMonth.parse(name.group(3))));
        } catch (IllegalArgumentException | java.time.DateTimeException notOurs) {
            return Optional.empty();
        }
    }

    public static String repositories(long file) {
        return REPOSITORIES + "repositories_" + file + ".parquet";
    }

    /** The number of a repositories file; empty where none is named so. */
    public static OptionalLong repositoriesFile(String key) {
        Matcher name = REPOSITORIES_FILE.matcher(key);
        return name.matches() && name.group(1).length() < 19
                ? OptionalLong.of(Long.parseLong(name.group(1)))
                : OptionalLong.empty();
    }

    public static String open(Export export) {
        return OPEN + export;
    }

    public static String claim(Export export) {
        return claims(export.repository()) + export.number() + ".json";
    }

    /** The folder of a repository's claims, with its slash. */
    public static String claims(long repository) {
        return "_commitlake/ledger/claims/" + repository + "/";
    }

    public static String users(Export export) {
        return "_commitlake/ledger/users/" + export.repository() + "/" + export.number() + ".json";
    }

    public static String outcome(Export export) {
        return "_commitlake/ledger/outcomes/" + export.repository() + "/" + export.number() + ".json";
    }

    /** What a head comes to as of a snapshot, where that isn't the head itself. */
    public static String tip(long repository, String head, Instant snapshot) {
        // A commit of the very second is before a snapshot in the midst of it, and not before its beginning.
        String fraction = snapshot.getNano() == 0 ? "" : "." + snapshot.getNano();
        return "_commitlake/ledger/tips/" + repository + "/" + head + "/" + snapshot.getEpochSecond() + fraction
                + ".json";
    }

    public static String condition(long repository) {
        return CONDITIONS + repository + ".json";
    }

    public static String tracked(long repository) {
        return TRACKED + repository;
    }

    public static String plan(String run) {
        return "_commitlake/plans/" + encoded(run) + "/plan.json";
    }

    /** A shard's repositories, under the hash of its content: the plan says which count. */
    public static String shard(String run, String sha256) {
        return "_commitlake/plans/" + encoded(run) + "/shards/" + sha256 + ".json";
    }

    /** What a step of a run did. */
    public static String report(String run, String step) {
        return "_commitlake/reports/" + encoded(run) + "/" + step + ".json";
    }

    /** A run's name as one part of a key: everything but RFC 3986's unreserved characters percent-encoded. */
    private static String encoded(String run) {
        String part = URLEncoder.encode(run, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
        return part.equals(".") || part.equals("..") ? part.replace(".", "%2E") : part;
    }
}
