package io.commitlake.job.export;

import io.commitlake.github.tokens.TokenUse;
import io.commitlake.job.work.StepReport;
import io.commitlake.model.Json;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a shard's report adds to its result. A retry of the shard adds to the report of the tries before, so that the
 * report tells of the whole shard.
 *
 * @param shard the shard's number
 * @param outcomes the number of repositories of the last try, by outcome
 * @param failures all error messages of the last try, by repository
 * @param failed the repositories of those messages: their names may not be the ones in their rows
 * @param unwell all reasons of the last try why a repository can't be exported as it is, by repository
 * @param format the format that the worker writes, which names Git's version
 * @param tries the tries of the shard, oldest first
 * @param work the slowest, the largest and the troubled repositories, by the time of their begin
 */
public record ShardReport(
        int shard,
        Map<String, Long> outcomes,
        Map<String, String> failures,
        List<Failed> failed,
        Map<String, String> unwell,
        String format,
        List<Try> tries,
        List<RepositoryWork> work) {
    private static final int MOST_TRIES = 20;

    /** A repository that failed, by its id and by the name that it had then. */
    public record Failed(long repository, String name) {}

    /** One try of a shard: its time, what it completed, and its requests. */
    public record Try(
            Instant begun,
            Instant ended,
            long exports,
            long commits,
            long rows,
            long bytes,
            Map<String, TableTotal> tables,
            List<TokenUse> tokens) {}

    /** Reads a shard's report; empty if there is none, or if an older version put it. */
    public static Optional<ShardReport> read(Storage storage, String run, int shard) {
        return StepReport.read(storage, run, step(shard), ShardReport.class);
    }

    private static String step(int shard) {
        return "extract-" + shard;
    }

    /** Puts the report of a try that ended just now. */
    static void put(Storage storage, Extract.Result result, List<RepositoryWork> work, Instant begun, Instant ended) {
        Optional<ShardReport> before = read(storage, result.run(), result.shard());
        List<Try> tries = new ArrayList<>(before.map(ShardReport::tries).orElse(List.of()));
        tries.add(new Try(
                begun,
                ended,
                result.exports(),
                result.commits(),
                result.rows(),
                result.bytes(),
                result.tables(),
                result.tokens()));
        ShardReport report = new ShardReport(
                result.shard(),
                result.outcomes(),
                result.failures(),
                work.stream()
                        .filter(one -> one.kind().isPresent())
                        .map(one -> new Failed(one.repository(), one.name()))
                        .toList(),
                result.unwell(),
                result.format(),
                tries.subList(Math.max(0, tries.size() - MOST_TRIES), tries.size()),
                RepositoryWork.shown(
                        withEarlier(work, before.map(ShardReport::work).orElse(List.of()))));
        ObjectNode json = (ObjectNode) Json.tree(Json.write(result));
        json.setAll((ObjectNode) Json.tree(Json.write(report)));
        storage.put(Layout.report(result.run(), step(result.shard())), Json.writeRedacted(json));
    }

    /** What an earlier try exported is up to date in this one: the earlier work is what the report shows. */
    private static List<RepositoryWork> withEarlier(List<RepositoryWork> work, List<RepositoryWork> before) {
        Map<Long, RepositoryWork> exported = new HashMap<>();
        before.stream().filter(one -> one.exports() > 0).forEach(one -> exported.put(one.repository(), one));
        return work.stream()
                .map(now -> now.outcome().equals("up to date") ? exported.getOrDefault(now.repository(), now) : now)
                .toList();
    }
}
