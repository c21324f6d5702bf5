package io.commitlake.cli;

import io.commitlake.cli.open.DatasetUse;
import io.commitlake.cli.settings.Settings;
import io.commitlake.dataset.DatasetRecord;
import io.commitlake.history.git.plumbing.Git;
import io.commitlake.job.doctor.Finding;
import io.commitlake.job.doctor.Finding.Level;
import io.commitlake.job.doctor.MachineCheck;
import io.commitlake.job.doctor.StoreCheck;
import io.commitlake.job.doctor.TokenCheck;
import io.commitlake.ledger.Ledger;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import io.commitlake.storage.Storage;
import io.commitlake.storage.Storages;
import io.micronaut.context.ApplicationContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

@Command(
        name = "doctor",
        description =
                "Checks the store, the ledger, GitHub's tokens, the clock, Git, disk and memory, and says what to do.")
final class DoctorCommand extends StepCommand {
    /** The findings of all checks, for the summary file. */
    private record Result(List<Finding> findings) {}

    private final List<Finding> findings = new ArrayList<>();
    private Optional<ExitCode> failed = Optional.empty();

    DoctorCommand(CommandContext context) {
        super(context);
    }

    @Override
    DatasetUse use() {
        return DatasetUse.READS;
    }

    @Override
    boolean printsTokens() {
        return false; // the doctor prints them itself
    }

    @Override
    ExitCode run(ApplicationContext beans) {
        Settings settings = settings();
        look("store", () -> inStorage(settings, storage -> new StoreCheck(storage).run()));
        if (failed.isEmpty()) {
            look("dataset", () -> inStorage(settings, storage -> List.of(dataset(storage, beans))));
        }
        look("github", () -> beans.getBean(TokenCheck.class).run());
        look(
                "git",
                () -> List.of(Finding.ok("git", Git.find(settings.searchPath()).version())));
        look("machine", () -> beans.getBean(MachineCheck.class).run());
        summarize(new Result(findings));
        return failed.orElse(ExitCode.DONE);
    }

    private static List<Finding> inStorage(Settings settings, Function<Storage, List<Finding>> check) {
        try (Storage storage = Storages.open(settings.dataset(), settings.s3())) {
            return check.apply(storage);
        }
    }

    private static Finding dataset(Storage storage, ApplicationContext beans) {
        if (DatasetRecord.find(storage).isEmpty() && !DatasetRecord.isOriginal(storage)) {
            return Finding.warning(
                    "dataset", "there is none yet: `commitlake track owner/name` or `commitlake discover` creates it");
        }
        DatasetRecord record = beans.getBean(DatasetRecord.class);
        // A look-up of any repository shows that the ledger answers.
        beans.getBean(Ledger.class).tracked(1);
        return Finding.ok(
                "dataset",
                "people " + record.people().text() + ", ledger in "
                        + record.ledger().place());
    }

    /** Runs a check and prints what it finds. A check that can't run is a failure, and the others still run. */
    private void look(String subject, Supplier<List<Finding>> check) {
        List<Finding> found;
        try {
            found = check.get();
        } catch (RuntimeException refused) {
            // If a bean can't be created, the cause says why.
            CommitlakeException known =
                    FailureText.outermost(refused, CommitlakeException.class).orElseThrow(() -> refused);
            failed = failed.or(() -> Optional.of(ExitCode.of(known)));
            found = List.of(Finding.failure(subject, String.valueOf(known.getMessage())));
        }
        for (Finding finding : found) {
            findings.add(finding);
            print(String.format(
                    Locale.ROOT,
                    "%-8s %-8s %s",
                    finding.level() == Level.FAILURE
                            ? "FAILED"
                            : finding.level().name().toLowerCase(Locale.ROOT),
                    finding.subject(),
                    finding.words()));
            if (finding.level() == Level.FAILURE) {
                failed = failed.or(() -> Optional.of(ExitCode.SETTINGS));
            }
        }
    }
}
