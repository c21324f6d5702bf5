package io.commitlake.job;

import io.commitlake.dataset.RepositoryTables;
import io.commitlake.github.GitHub;
import io.commitlake.github.tokens.TokenUse;
import io.commitlake.job.plan.RepositoryConditions;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Export;
import io.commitlake.model.Outcome;
import io.commitlake.model.Repository;
import io.commitlake.model.RepositoryCondition;
import io.commitlake.model.Tip;
import io.commitlake.storage.JsonRecords;
import io.commitlake.storage.Storage;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Shows how far each tracked repository is exported, and which exports are unfinished. It only reads. */
@Singleton
public final class Status {
    /**
     * The state of the dataset.
     *
     * @param repositories number of tracked repositories
     * @param exported number of repositories with an export in their row
     * @param newest the newest last commit of any row
     * @param unfinished exports that are claimed and have no outcome
     * @param unmerged exports that are complete but not merged into their row
     * @param unwell repositories that couldn't be exported when last seen
     * @param tokens each token's spent and remaining budgets, as GitHub reports them
     * @param unasked reasons why GitHub couldn't report a budget
     */
    public record Result(
            String dataset,
            long repositories,
            long exported,
            Optional<Instant> newest,
            List<String> unfinished,
            List<String> unmerged,
            List<RepositoryCondition> unwell,
            List<TokenUse> tokens,
            List<String> unasked) {}

    private final Storage storage;
    private final Ledger ledger;
    private final RepositoryConditions conditions;
    private final GitHub github;

    Status(Storage storage, Ledger ledger, RepositoryConditions conditions, GitHub github) {
        this.storage = storage;
        this.ledger = ledger;
        this.conditions = conditions;
        this.github = github;
    }

    /** Reads the tables and the open exports, and asks GitHub for the tokens' budgets, which costs nothing. */
    public Result run() {
        RepositoryTables tables = new RepositoryTables(storage);
        List<Repository> rows = tables.files().stream()
                .flatMap(file -> tables.read(file).orElse(List.of()).stream())
                .toList();
        List<Export> opened = new ArrayList<>();
        ledger.forEachOpen(opened::add);
        List<String> unfinished = new ArrayList<>();
        List<String> unmerged = new ArrayList<>();
        for (Export export : opened) {
            try {
                if (ledger.claimed(export).isPresent()) {
                    switch (ledger.outcome(export).orElse(null)) {
                        case null -> unfinished.add(export.toString());
                        case Outcome.Complete complete -> unmerged.add(export.toString());
                        case Outcome.Voided voided -> {}
                    }
                }
            } catch (CommitlakeException failed) {
                if (!JsonRecords.isBadRecord(failed)) {
                    throw failed;
                }
                unfinished.add(export + " (" + failed.getMessage() + ")");
            }
        }
        List<RepositoryCondition> unwell = new ArrayList<>(conditions.all());
        unwell.sort(Comparator.comparingLong(RepositoryCondition::repository));
        List<String> unasked = github.refreshBudgets();
        return new Result(
                storage.location(),
                rows.size(),
                rows.stream().filter(row -> row.last().isPresent()).count(),
                rows.stream().flatMap(row -> row.last().stream()).map(Tip::at).max(Comparator.naturalOrder()),
                unfinished,
                unmerged,
                unwell,
                github.uses(),
                unasked);
    }
}
