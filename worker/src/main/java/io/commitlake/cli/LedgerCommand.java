package io.commitlake.cli;

import io.commitlake.cli.open.DatasetUse;
import io.commitlake.cli.open.OpenHomes;
import io.commitlake.job.ledger.LedgerMove;
import io.commitlake.job.work.Workspace;
import io.commitlake.model.CommitlakeException;
import io.commitlake.storage.Storage;
import io.micronaut.context.ApplicationContext;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.util.concurrent.ExecutorService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "ledger",
        description = "Moves the ledger to another home, or rebuilds a lost one from the dataset's tables.")
final class LedgerCommand extends StepCommand {
    /** The actions of this command. */
    enum Action {
        move,
        rebuild
    }

    @Parameters(paramLabel = "move|rebuild", description = "Move the ledger, or rebuild a lost one.")
    private Action action = Action.move;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "PLACE",
            description =
                    "The new home: dataset, or jdbc:postgresql://host:port/database?currentSchema=schema, with the"
                            + " user and the password in COMMITLAKE_LEDGER_USER and COMMITLAKE_LEDGER_PASSWORD.")
    private String place = "";

    LedgerCommand(CommandContext context) {
        super(context);
    }

    @Override
    DatasetUse use() {
        return DatasetUse.MOVES_LEDGER;
    }

    @Override
    boolean printsTokens() {
        return false;
    }

    @Override
    void check() {
        if (place.contains("password=")) {
            throw CommitlakeException.usage("--to has a password, which other users of this machine could read: put it"
                    + " into COMMITLAKE_LEDGER_PASSWORD");
        }
    }

    @Override
    ExitCode run(ApplicationContext beans) {
        Storage storage = beans.getBean(Storage.class);
        ExecutorService threads = beans.getBean(ExecutorService.class, Qualifiers.byName("puts"));
        try (OpenHomes homes = new OpenHomes(settings(), context().environment().ledger("--to", place), storage)) {
            LedgerMove move = new LedgerMove(storage, homes, threads);
            LedgerMove.Result result = switch (action) {
                case move -> move.move(homes.place());
                case rebuild ->
                    move.rebuild(
                            homes.place(),
                            beans.getBean(Workspace.class),
                            settings().endpoints().server().toString());
            };
            summarize(result);
            print(
                    result.moved()
                            ? (action == Action.move ? "moved" : "rebuilt") + " the ledger with " + result.exports()
                                    + " exports to " + result.ledger() + "; set COMMITLAKE_LEDGER to that"
                            : "the ledger is in " + result.ledger());
            return ExitCode.DONE;
        }
    }
}
