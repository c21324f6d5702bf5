package io.commitlake.cli;

import io.commitlake.job.Status;
import io.micronaut.context.ApplicationContext;
import picocli.CommandLine.Command;

@Command(name = "status", description = "Shows what is tracked, the newest exported commit, and what is unfinished.")
final class StatusCommand extends StepCommand {
    StatusCommand(CommandContext context) {
        super(context);
    }

    @Override
    DatasetUse use() {
        return DatasetUse.READS;
    }

    @Override
    boolean printsTokens() {
        return false; // status itself prints all budgets
    }

    @Override
    ExitCode run(ApplicationContext beans) {
        Status.Result result = beans.getBean(Status.class).run();
        summarize(result);
        print("dataset: " + result.dataset());
        print("repositories: " + result.repositories() + ", " + result.exported() + " of them exported");
        result.newest().ifPresent(newest -> print("newest exported commit: " + newest));
        if (!result.unfinished().isEmpty()) {
            print("unfinished exports: " + String.join(", ", result.unfinished()));
        }
        if (!result.unmerged().isEmpty()) {
            print("unmerged exports: " + String.join(", ", result.unmerged()));
        }
        result.unwell()
                .forEach(unwell -> print("repository " + unwell.repository() + ": "
                        + unwell.condition().text() + ", seen " + unwell.at() + ": " + unwell.words()));
        result.tokens().forEach(token -> print(token.budgetText()));
        result.unasked().forEach(words -> warn("commitlake: a token's budgets are unknown: " + words));
        return ExitCode.DONE;
    }
}
