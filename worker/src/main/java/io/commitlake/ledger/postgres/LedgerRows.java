package io.commitlake.ledger.postgres;

import io.commitlake.ledger.SnapshotTip;
import io.commitlake.ledger.TrackedRepository;
import io.commitlake.ledger.UserIds;
import io.commitlake.model.Claim;
import io.commitlake.model.DataFile;
import io.commitlake.model.Export;
import io.commitlake.model.Json;
import io.commitlake.model.Outcome;
import io.commitlake.model.Repository;
import io.commitlake.model.RepositoryCondition;
import io.commitlake.model.RepositoryCondition.Condition;
import io.commitlake.model.Tip;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/** Reads the ledger's records from rows. A record refuses bad values with an {@link IllegalArgumentException}. */
final class LedgerRows {
    private LedgerRows() {}

    static Export export(ResultSet row) throws SQLException {
        return new Export(row.getLong("repository_id"), row.getLong("export"));
    }

    static Claim claim(ResultSet row) throws SQLException {
        return new Claim(
                export(row),
                new Tip(row.getString("tip_sha"), Sql.moment(row, "tip_at")),
                Sql.texts(row, "frontiers"),
                row.getArray("reached") == null ? Optional.empty() : Optional.of(Sql.texts(row, "reached")),
                lost(row),
                row.getString("url"),
                row.getString("source"),
                row.getString("format"));
    }

    private static Map<String, Long> lost(ResultSet row) throws SQLException {
        Map<String, Long> lost = new HashMap<>();
        JsonNode json = Json.tree(row.getString("lost").getBytes(StandardCharsets.UTF_8));
        json.propertyNames().forEach(sha -> lost.put(sha, Json.integer(json, sha)));
        return lost;
    }

    static UserIds users(ResultSet row) throws SQLException {
        String ids = "{\"ids\":" + row.getString("ids") + "}";
        return Json.read(ids.getBytes(StandardCharsets.UTF_8), UserIds.class);
    }

    static String json(Object value) {
        return new String(Json.writeCompact(value), StandardCharsets.UTF_8);
    }

    static Outcome outcome(ResultSet row) throws SQLException {
        return switch (row.getString("outcome")) {
            case "complete" ->
                new Outcome.Complete(
                        row.getLong("commits"),
                        List.of(Json.read(row.getString("files").getBytes(StandardCharsets.UTF_8), DataFile[].class)));
            case "void" -> new Outcome.Voided(row.getString("reason"), Sql.moment(row, "voided_at"));
            default -> throw new IllegalArgumentException("not an outcome: " + row.getString("outcome"));
        };
    }

    static SnapshotTip snapshotTip(ResultSet row) throws SQLException {
        Optional<String> sha = Sql.text(row, "tip_sha");
        return new SnapshotTip(
                sha.isPresent() ? Optional.of(new Tip(sha.get(), Sql.moment(row, "tip_at"))) : Optional.empty());
    }

    static RepositoryCondition condition(ResultSet row) throws SQLException {
        String name = row.getString("condition");
        return new RepositoryCondition(
                row.getLong("repository_id"),
                Arrays.stream(Condition.values())
                        .filter(condition -> condition.text().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("not a condition: " + name)),
                row.getString("words"),
                Sql.texts(row, "runs"),
                Sql.number(row, "past_limit"),
                Sql.moment(row, "seen_at"),
                Sql.momentOrNone(row, "since"));
    }

    static TrackedRepository tracked(ResultSet row) throws SQLException {
        return new TrackedRepository(
                row.getLong("file"),
                new Repository(
                        row.getLong("repository_id"),
                        Sql.moment(row, "created_at"),
                        Optional.empty(),
                        Sql.text(row, "node_id"),
                        Sql.text(row, "full_name"),
                        OptionalLong.of(0)));
    }
}
