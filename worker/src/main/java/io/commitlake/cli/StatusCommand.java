package io.commitlake.cli;

import io.commitlake.job.Status;
import io.micronaut.context.ApplicationContext;
import picocli.CommandLine.Command;

@Command(name = "status", description = "Says what is tracked, how far, and what is unfinished.")
final class StatusCommand extends StepCommand {
    StatusCommand(CommandContext surroundings) {
        super(surroundings);
    }

    @Override
    DatasetUse use() {
        return DatasetUse.READS;
    }

    @Override
    boolean saysTokens() {
        return false; // its own result says more
    }

    @Override
    ExitCode run(ApplicationContext rooms) {
        Status.Result result = rooms.getBean(Status.class).run();
        summarize(result);
        say("dataset: " + result.dataset());
        say("repositories: " + result.repositories() + ", " + result.exported() + " of them exported");
        result.newest().ifPresent(newest -> say("newest exported head: " + newest));
        if (!result.unfinished().isEmpty()) {
            say("unfinished exports: " + String.join(", ", result.unfinished()));
        }
        if (!result.unmerged().isEmpty()) {
            say("exports to be merged: " + String.join(", ", result.unmerged()));
        }
        result.unwell()
                .forEach(unwell -> say("repository " + unwell.repository() + ": "
                        + unwell.condition().text() + ", seen " + unwell.at() + ": " + unwell.words()));
        result.tokens().forEach(token -> say(token.budgetText()));
        result.unasked().forEach(words -> warn("commitlake: budgets aren't known: " + words));
        return ExitCode.DONE;
    }
}
