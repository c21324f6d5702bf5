package io.commitlake.job.export;

import io.commitlake.github.tokens.TokenUse;
import io.commitlake.model.CommitlakeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The result of one repository of a shard.
 *
 * @param work what the shard's report says about it
 */
record RepositoryResult(RepositoryOutcome outcome, RepositoryWork work) {
    /** The result of a shard. It doesn't name forgotten repositories. */
    static Extract.Result sum(
            String run,
            int shard,
            Instant snapshot,
            List<RepositoryResult> all,
            Set<Long> forgotten,
            List<TokenUse> tokens,
            String format) {
        RepositoryOutcome.Exported sum = RepositoryOutcome.Exported.NOTHING;
        Map<String, Long> counts = new TreeMap<>();
        Map<String, String> failures = new TreeMap<>();
        Map<String, String> unwell = new TreeMap<>();
        List<CommitlakeException.Kind> kinds = new ArrayList<>();
        for (RepositoryResult one : all) {
            if (forgotten.contains(one.work().repository())) {
                // It may have been forgotten after its outcome: the report must not name it.
                counts.merge(new RepositoryOutcome.Forgotten().name(), 1L, Long::sum);
                continue;
            }
            String name = one.work().name();
            counts.merge(one.work().outcome(), 1L, Long::sum);
            switch (one.outcome()) {
                case RepositoryOutcome.Exported exported -> sum = sum.plus(exported);
                case RepositoryOutcome.Failed(CommitlakeException.Kind kind, String words) -> {
                    failures.put(name, words);
                    kinds.add(kind);
                }
                case RepositoryOutcome.NotWell condition -> unwell.put(name, condition.text());
                case RepositoryOutcome other -> {}
            }
        }
        return new Extract.Result(
                run,
                shard,
                snapshot,
                all.size(),
                sum.exports(),
                sum.commits(),
                sum.rows(),
                sum.bytes(),
                sum.tables(),
                counts,
                failures,
                unwell,
                kinds,
                tokens,
                format);
    }
}
