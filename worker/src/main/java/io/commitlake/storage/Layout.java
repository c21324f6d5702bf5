package io.commitlake.storage;

import io.commitlake.model.Export;
import io.commitlake.model.Table;
import io.commitlake.model.commit.CommitMonth;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys of all objects in the store. No other class names keys. */
public final class Layout {
    public static final String REPOSITORIES = "repositories/";

    /** The folder with a file for each run whose merge found completed exports; the file lists their files. */
    public static final String DATA_FILES = "data_files/";

    /** The folder with what GitHub showed of the repositories, run by run. */
    public static final String REPOSITORY_STATES = "repository_states/";

    /** The folder with what Iceberg keeps of the tables: never their data. */
    public static final String ICEBERG = "iceberg/";

    /** The folder of all objects that aren't tables. */
    public static final String RECORDS = "_commitlake/";

    /** The record of the dataset's fixed settings, which is put before any other record. */
    public static final String DATASET = "_commitlake/dataset.json";

    /** What the last runs came to, for reports and {@code status}. */
    public static final String RUNS = "_commitlake/runs.json";

    /** The folder with an empty object for each export that the repository's row doesn't include yet. */
    public static final String OPEN = "_commitlake/ledger/open/";

    /** The folder with the conditions that keep repositories from being exported, many in an object. */
    public static final String CONDITIONS = "_commitlake/ledger/conditions/";

    /** The folder in which older versions put an object for each condition. */
    public static final String OLD_CONDITIONS = "_commitlake/ledger/standings/";

    /** The folder with a record for each repository of the dataset. */
    public static final String TRACKED = "_commitlake/tracked/";

    /** The folders of the ledger with the records of exports and of tips. */
    public static final String CLAIMS = "_commitlake/ledger/claims/";

    public static final String USERS = "_commitlake/ledger/users/";

    public static final String OUTCOMES = "_commitlake/ledger/outcomes/";

    public static final String TIPS = "_commitlake/ledger/tips/";

    /** The folder with a mark for each forgotten repository, and another one once its removal is over. */
    public static final String FORGOTTEN = "_commitlake/ledger/forgotten/";

    /** The folder with a folder for the plan of each run. */
    public static final String PLANS = "_commitlake/plans/";

    /** The names of the plan, of the folder of shards, and of that of staged files within the folder of a run. */
    public static final String PLAN_NAME = "plan.json";

    public static final String SHARDS_NAME = "shards/";

    public static final String STATES_NAME = "repository_states/";

    /** The folder with a folder for the reports of each run. */
    public static final String REPORTS = "_commitlake/reports/";

    /** The folder with the ledgers that have moved into the store, each in a folder of its own. */
    public static final String MOVED_LEDGERS = "_commitlake/ledgers/";

    private static final String MONTH = "commit_month=";

    private static final Pattern REPOSITORY_FOLDER = Pattern.compile("repository_id=([1-9]\\d{0,17})");
    private static final Pattern REPOSITORIES_FILE = Pattern.compile("repositories/repositories_(\\d+)\\.parquet");

    private static final Pattern STATES_FILE =
            Pattern.compile("repository_states/snapshot_date=[^/]+/repository_states_([^/]+)\\.parquet");

    private Layout() {}

    public static String dataFile(Table table, Export export, CommitMonth month) {
        return monthOf(table, export.repository(), month) + table.folder() + "_" + export + ".parquet";
    }

    /** The file with an export's file contents. */
    public static String contents(Export export) {
        return folderOf(Table.FILE_CONTENTS, export.repository()) + Table.FILE_CONTENTS.folder() + "_" + export
                + ".parquet";
    }

    /** The folder with a repository's files of one month in a table, with its slash. */
    public static String monthOf(Table table, long repository, CommitMonth month) {
        return folderOf(table, repository) + MONTH + month + "/";
    }

    /** Reads the month from the name of a folder; empty if it isn't that of a month. */
    public static Optional<CommitMonth> monthOfFolder(String name) {
        try {
            return name.startsWith(MONTH)
                    ? Optional.of(CommitMonth.parse(name.substring(MONTH.length())))
                    : Optional.empty();
        } catch (IllegalArgumentException | java.time.DateTimeException other) {
            return Optional.empty();
        }
    }

    /** The folder with a repository's files in a table, with its slash. */
    public static String folderOf(Table table, long repository) {
        return table.folder() + "/repository_id=" + repository + "/";
    }

    /** Reads the repository from the name of a folder; empty if it isn't that of a repository. */
    public static OptionalLong repositoryOfFolder(String name) {
        Matcher repository = REPOSITORY_FOLDER.matcher(name);
        return repository.matches() ? OptionalLong.of(Long.parseLong(repository.group(1))) : OptionalLong.empty();
    }

    public static String repositories(long file) {
        return REPOSITORIES + "repositories_" + file + ".parquet";
    }

    /** Reads the number from a key; empty if the key isn't that of a repositories file. */
    public static OptionalLong repositoriesFile(String key) {
        Matcher name = REPOSITORIES_FILE.matcher(key);
        return name.matches() && name.group(1).length() < 19
                ? OptionalLong.of(Long.parseLong(name.group(1)))
                : OptionalLong.empty();
    }

    /** The list of the files of the exports that a run's merge closed. */
    public static String dataFiles(String run) {
        return DATA_FILES + "data_files_" + encoded(run) + ".parquet";
    }

    /** The folder of an Iceberg table, with its slash. */
    public static String icebergTable(Table table) {
        return ICEBERG + table.folder() + "/";
    }

    /** The file that names a table's newest metadata for readers without a catalog. */
    public static String icebergHint(Table table) {
        return icebergTable(table) + "metadata/version-hint.text";
    }

    /** The file of repository_states that a run's plan made. */
    public static String repositoryStates(String run, Instant snapshot) {
        return REPOSITORY_STATES + "snapshot_date=" + LocalDate.ofInstant(snapshot, ZoneOffset.UTC)
                + "/repository_states_" + encoded(run) + ".parquet";
    }

    /** The key of the plan that made a file of repository_states; empty if the key isn't that of such a file. */
    public static Optional<String> planOfStates(String key) {
        Matcher name = STATES_FILE.matcher(key);
        return name.matches() ? Optional.of(PLANS + name.group(1) + "/" + PLAN_NAME) : Optional.empty();
    }

    /** The folder with the files of repository_states that await the plan of their run, with its slash. */
    public static String stagedStates(String run) {
        return PLANS + encoded(run) + "/" + STATES_NAME;
    }

    /** A file of repository_states that awaits the plan of its run. The key has the hash of the content. */
    public static String stagedStates(String run, String sha256) {
        return stagedStates(run) + sha256 + ".parquet";
    }

    /**
     * The folder of a ledger that has moved into the store, with its slash. Its records have the same names below it as
     * those of a dataset's first ledger below {@link #RECORDS}.
     */
    public static String movedLedger(UUID id) {
        return MOVED_LEDGERS + id + "/";
    }

    public static String open(Export export) {
        return OPEN + export;
    }

    public static String claim(Export export) {
        return claims(export.repository()) + export.number() + ".json";
    }

    /** The folder with a repository's claims, with its slash. */
    public static String claims(long repository) {
        return CLAIMS + repository + "/";
    }

    public static String users(Export export) {
        return USERS + export.repository() + "/" + export.number() + ".json";
    }

    public static String outcome(Export export) {
        return OUTCOMES + export.repository() + "/" + export.number() + ".json";
    }

    /** The tip for a head and a snapshot; there is no such object if the head itself is the tip. */
    public static String tip(long repository, String head, Instant snapshot) {
        // A commit at 12:00:00 is before the snapshot 12:00:00.5 but not before 12:00:00: the key needs the fraction.
        String fraction = snapshot.getNano() == 0 ? "" : "." + snapshot.getNano();
        return TIPS + repository + "/" + head + "/" + snapshot.getEpochSecond() + fraction + ".json";
    }

    /** An object with the conditions of many repositories. */
    public static String conditions(long group) {
        return CONDITIONS + "group-" + group + ".json";
    }

    /** The object in which older versions put a repository's condition. */
    public static String oldCondition(long repository) {
        return OLD_CONDITIONS + repository + ".json";
    }

    public static String tracked(long repository) {
        return TRACKED + repository;
    }

    /** The prefixes of the ledger's keys with records of a repository's exports and tips. */
    public static List<String> recordsOf(long repository) {
        return List.of(
                OPEN + repository + "-",
                claims(repository),
                USERS + repository + "/",
                OUTCOMES + repository + "/",
                TIPS + repository + "/");
    }

    /** The mark that a repository is forgotten. */
    public static String forgotten(long repository) {
        return FORGOTTEN + repository;
    }

    /** The mark that the removal of a forgotten repository is over. */
    public static String removed(long repository) {
        return FORGOTTEN + repository + ".removed";
    }

    public static String plan(String run) {
        return PLANS + encoded(run) + "/" + PLAN_NAME;
    }

    /** A shard's repositories. The key has the hash of the content, and the plan lists the hashes that are valid. */
    public static String shard(String run, String sha256) {
        return PLANS + encoded(run) + "/" + SHARDS_NAME + sha256 + ".json";
    }

    /** The report of a step of a run. */
    public static String report(String run, String step) {
        return REPORTS + encoded(run) + "/" + step + ".json";
    }

    /** The page that shows a run to people, made of the reports of its steps beside it. */
    public static String reportPage(String run) {
        return "_commitlake/reports/" + encoded(run) + "/index.html";
    }

    /** Encodes a run's name as one part of a key: percent-encodes all but the unreserved characters of RFC 3986. */
    private static String encoded(String run) {
        String part = URLEncoder.encode(run, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
        return part.equals(".") || part.equals("..") ? part.replace(".", "%2E") : part;
    }
}
