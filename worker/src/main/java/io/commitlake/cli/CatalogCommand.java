package io.commitlake.cli;

import io.commitlake.job.catalog.CatalogUpdate;
import io.commitlake.job.catalog.OpenCatalog;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.Ledger;
import io.commitlake.storage.Storage;
import io.micronaut.context.ApplicationContext;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.util.concurrent.ExecutorService;
import picocli.CommandLine.Command;

@Command(name = "catalog", description = "Adds the files of completed exports to Iceberg tables.")
final class CatalogCommand extends StepCommand {
    CatalogCommand(CommandContext context) {
        super(context);
    }

    @Override
    boolean printsTokens() {
        return false;
    }

    @Override
    ExitCode run(ApplicationContext beans) {
        Storage storage = beans.getBean(Storage.class);
        ExecutorService threads = beans.getBean(ExecutorService.class, Qualifiers.byName("puts"));
        try (OpenCatalog catalog = OpenCatalog.open(
                context().environment().catalog(), storage, settings().dataset())) {
            CatalogUpdate.Result result = new CatalogUpdate(
                            storage, beans.getBean(Ledger.class), catalog, beans.getBean(Workspace.class), threads)
                    .run();
            summarize(result);
            print("catalog " + result.name() + " in " + result.catalog());
            result.tables().forEach(table -> print(ResultText.cataloged(table)));
            return ExitCode.DONE;
        }
    }
}
