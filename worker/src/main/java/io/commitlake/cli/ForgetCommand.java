package io.commitlake.cli;

import io.commitlake.cli.open.DatasetUse;
import io.commitlake.history.git.clone.CloneCache;
import io.commitlake.job.catalog.CatalogAddress;
import io.commitlake.job.catalog.CatalogUpdate;
import io.commitlake.job.catalog.OpenCatalog;
import io.commitlake.job.discovery.Track;
import io.commitlake.job.forget.Forget;
import io.commitlake.job.forget.RepositoryContents;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Units;
import io.commitlake.storage.Storage;
import io.micronaut.context.ApplicationContext;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "forget", description = "Removes a repository from the dataset for good.")
final class ForgetCommand extends StepCommand {
    @Parameters(arity = "0..1", paramLabel = "OWNER/NAME", description = "The repository's name as last seen.")
    private @Nullable String name;

    @Option(names = "--id", paramLabel = "N", description = "The repository's id, instead of its name.")
    private @Nullable Long id;

    @Option(names = "--yes", description = "Don't ask before the removal.")
    private boolean yes;

    @Option(names = "--dry-run", description = "Only show what would be removed.")
    private boolean dryRun;

    @Option(names = "--undo", description = "Allow a forgotten repository to be tracked again. Brings no data back.")
    private boolean undo;

    ForgetCommand(CommandContext context) {
        super(context);
    }

    @Override
    DatasetUse use() {
        return dryRun ? DatasetUse.READS : DatasetUse.CHANGES;
    }

    @Override
    void check() {
        if ((name == null) == (id == null)) {
            throw CommitlakeException.usage("give either a repository's name as owner/name, or its id with --id");
        }
        if (name != null && Track.fullName(name).isEmpty()) {
            throw CommitlakeException.usage(
                    "\"" + name + "\" isn't a repository's name: write owner/name, such as pallets/flask");
        }
        if (id != null && id <= 0) {
            throw CommitlakeException.usage("--id is " + id + ": it should be a repository's id, which is positive");
        }
        if (undo && dryRun) {
            throw CommitlakeException.usage("--undo removes nothing, so it has no --dry-run: leave one of them out");
        }
        if (!undo && !dryRun && !yes && context().answers().isEmpty()) {
            throw CommitlakeException.usage("forget removes a repository for good, and nobody can be asked here: give"
                    + " --yes, or --dry-run to see what it would remove");
        }
    }

    @Override
    ExitCode run(ApplicationContext beans) {
        Forget forget = beans.getBean(Forget.class);
        long repository = id != null
                ? id
                : forget.find(Track.fullName(String.valueOf(name)).orElseThrow());
        if (undo) {
            forget.undo(repository);
            print("repository " + repository + " may be tracked again: `commitlake track owner/name` adds it");
            return ExitCode.DONE;
        }
        RepositoryContents contents = forget.contents(repository);
        show(contents);
        if (dryRun) {
            summarize(contents);
            return ExitCode.DONE;
        }
        if (!yes && !isConfirmed(contents)) {
            print("nothing is removed");
            return ExitCode.DONE;
        }
        Forget.Result result = forget.run(contents, () -> removeElsewhere(beans, repository));
        summarize(result);
        print(contents.title() + " is removed and forgotten"
                + (result.over()
                        ? ""
                        : "; until a day has passed, each"
                                + " merge removes again what running workers may still put of it"));
        return ExitCode.DONE;
    }

    private void show(RepositoryContents contents) {
        print(contents.title() + (contents.forgotten() ? ", which is forgotten already" : "") + ": "
                + Units.count(contents.exports(), "export", "exports")
                + (contents.tables().isEmpty() ? ", no rows" : ""));
        contents.tables()
                .forEach((table, amount) ->
                        print("  " + table + ": " + Units.count(amount.rows(), "row", "rows") + " in "
                                + Units.count(amount.files(), "file", "files")
                                + (amount.bytes() == 0 ? "" : ", " + Units.count(amount.bytes(), "byte", "bytes"))));
    }

    private boolean isConfirmed(RepositoryContents contents) {
        context().err().print("Remove " + contents.title() + " for good? Type yes: ");
        context().err().flush();
        return context().answers().orElseThrow().get().strip().equalsIgnoreCase("yes");
    }

    /** Removes the repository from the clone cache of this machine, and from the catalog if one is set. */
    private void removeElsewhere(ApplicationContext beans, long repository) {
        settings().cloneCache().map(CloneCache::open).ifPresent(cache -> cache.remove(repository));
        context().environment().catalogIfSet().ifPresent(address -> removeFromCatalog(beans, address));
    }

    private void removeFromCatalog(ApplicationContext beans, CatalogAddress address) {
        Storage storage = beans.getBean(Storage.class);
        ExecutorService threads = beans.getBean(ExecutorService.class, Qualifiers.byName("puts"));
        try (OpenCatalog catalog = OpenCatalog.open(address, storage, settings().dataset())) {
            long files = new CatalogUpdate(
                            storage, beans.getBean(Ledger.class), catalog, beans.getBean(Workspace.class), threads)
                    .removeForgotten();
            print(String.format(Locale.ROOT, "  Iceberg tables: %,d files removed", files));
        }
    }
}
