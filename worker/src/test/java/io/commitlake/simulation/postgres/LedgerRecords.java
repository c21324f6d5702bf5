package io.commitlake.simulation.postgres;

import io.commitlake.ledger.SnapshotTip;
import io.commitlake.ledger.UserIds;
import io.commitlake.model.Claim;
import io.commitlake.model.DataFile;
import io.commitlake.model.Export;
import io.commitlake.model.Json;
import io.commitlake.model.Outcome;
import io.commitlake.model.Tip;
import io.commitlake.storage.Layout;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Turns the rows of a ledger in PostgreSQL into the records that the store would have, so that the same checks read both. */
public final class LedgerRecords {
    /** A record: its key, its content, and the time at which the ledger says it was made. */
    public record Entry(String key, byte[] content, Optional<Instant> at) {}

    private LedgerRecords() {}

    public static Entry of(String table, JsonNode row) {
        return switch (table) {
            case "tracked_repositories" -> entry(Layout.tracked(number(row, "repository_id")), Json.writeCompact(row));
            case "open_exports" -> new Entry(Layout.open(export(row)), new byte[0], at(row, "opened_at"));
            case "claims" -> new Entry(Layout.claim(export(row)), Json.write(claim(row)), at(row, "claimed_at"));
            case "users" ->
                entry(Layout.users(export(row)), Json.write(read("{\"ids\":" + row.get("ids") + "}", UserIds.class)));
            case "outcomes" -> new Entry(Layout.outcome(export(row)), Json.write(outcome(row)), at(row, "settled_at"));
            case "snapshot_tips" ->
                entry(
                        Layout.tip(
                                number(row, "repository_id"),
                                text(row, "head_sha"),
                                at(row, "snapshot_at").orElseThrow()),
                        Json.write(new SnapshotTip(tip(row))));
            case "forgotten_repositories" ->
                new Entry(
                        Layout.forgotten(number(row, "repository_id")),
                        Json.writeCompact(row),
                        at(row, "forgotten_at"));
            case "conditions" -> entry(Layout.CONDITIONS + number(row, "repository_id"), Json.writeCompact(row));
            default -> throw new IllegalArgumentException(table);
        };
    }

    private static Entry entry(String key, byte[] content) {
        return new Entry(key, content, Optional.empty());
    }

    private static Claim claim(JsonNode row) {
        return new Claim(
                export(row),
                tip(row).orElseThrow(),
                texts(row.get("frontiers")),
                row.get("reached").isNull() ? Optional.empty() : Optional.of(texts(row.get("reached"))),
                lost(row.get("lost")),
                text(row, "url"),
                text(row, "source"),
                text(row, "format"));
    }

    private static Map<String, Long> lost(JsonNode json) {
        Map<String, Long> lost = new HashMap<>();
        json.propertyNames().forEach(sha -> lost.put(sha, number(json, sha)));
        return lost;
    }

    private static Outcome outcome(JsonNode row) {
        return text(row, "outcome").equals("void")
                ? new Outcome.Voided(text(row, "reason"), at(row, "voided_at").orElseThrow())
                : new Outcome.Complete(
                        number(row, "commits"), List.of(read(row.get("files").toString(), DataFile[].class)));
    }

    private static <T> T read(String json, Class<T> type) {
        return Json.read(json.getBytes(StandardCharsets.UTF_8), type);
    }

    private static Export export(JsonNode row) {
        return new Export(number(row, "repository_id"), number(row, "export"));
    }

    private static Optional<Tip> tip(JsonNode row) {
        return at(row, "tip_at").map(at -> new Tip(text(row, "tip_sha"), at));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asString()));
        return texts;
    }

    private static Optional<Instant> at(JsonNode row, String column) {
        JsonNode value = row.get(column);
        return value.isNull()
                ? Optional.empty()
                : Optional.of(OffsetDateTime.parse(value.asString()).toInstant());
    }

    private static String text(JsonNode row, String column) {
        return row.get(column).asString();
    }

    private static long number(JsonNode row, String column) {
        return row.get(column).asLong();
    }
}
