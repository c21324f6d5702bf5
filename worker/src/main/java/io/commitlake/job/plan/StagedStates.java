package io.commitlake.job.plan;

import io.commitlake.job.work.Workspace;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.DataFile;
import io.commitlake.model.FailureText;
import io.commitlake.model.RunPlan;
import io.commitlake.model.Sha256;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives each planned run the file of {@code repository_states} that belongs to its plan.
 *
 * <p>Several planners may plan one run at once, each with GitHub's answers of another moment, and only one plan is
 * frozen. Therefore each planner first stages its file under the hash of its content, then freezes its plan, which
 * names that hash. Only then is the file published: the file that the frozen plan names is put into the table, and all
 * staged files of the run are removed.
 *
 * <ul>
 *   <li>A reader never sees the rows of a plan that doesn't hold, not even for a moment, and the table's file never
 *       changes: whoever publishes puts the same bytes.
 *   <li>A planner that is killed before its plan is frozen leaves only a staged file, which no plan names. The next
 *       publication removes it.
 *   <li>A planner that is killed afterwards leaves a plan that names a staged file. Planning the run again, and merging
 *       it, publishes that file.
 *   <li>A planner that loses publishes the winner's file instead of its own. If the winner has published that file
 *       already, it finds it no longer staged, and does nothing.
 *   <li>A publisher that is killed between the put and the removal leaves a staged file that is published once more,
 *       with the same bytes. One that wakes up after another has published does the same.
 * </ul>
 */
@Singleton
public final class StagedStates {
    private final Storage storage;
    private final Workspace workspace;

    public StagedStates(Storage storage, Workspace workspace) {
        this.storage = storage;
        this.workspace = workspace;
    }

    /** Puts a planner's file where only its own plan finds it. */
    void stage(String run, DataFile file, Path local) {
        storage.put(Layout.stagedStates(run, file.sha256()), local);
    }

    /**
     * Puts the file that a frozen plan names into the table, if it is still staged, and removes what else planners of
     * the run have staged. Costs one listing if nothing is staged.
     *
     * @throws CommitlakeException of kind SETTINGS if the staged file isn't the one that the plan names
     */
    public void publish(RunPlan plan) {
        List<String> staged = new ArrayList<>();
        storage.list(Layout.stagedStates(plan.run()), listed -> staged.add(listed.key()));
        plan.states().ifPresent(file -> {
            String key = Layout.stagedStates(plan.run(), file.sha256());
            if (staged.contains(key)) {
                workspace.within("repository_states", folder -> publish(key, file, folder.resolve("staged.parquet")));
            }
        });
        staged.forEach(storage::delete);
    }

    /** Returns whether the file was still staged. */
    private boolean publish(String staged, DataFile file, Path local) {
        if (!storage.download(staged, local)) {
            return false; // another process has published it meanwhile
        }
        String sha256 = sha256(local);
        if (!sha256.equals(file.sha256())) {
            throw CommitlakeException.settings("somebody has changed " + staged + ", whose SHA-256 is now " + sha256
                    + ": remove that file to go on without " + file.key());
        }
        storage.put(file.key(), local);
        return true;
    }

    private static String sha256(Path local) {
        try {
            return Sha256.of(local);
        } catch (IOException failed) {
            throw CommitlakeException.repository("can't read " + local + ": " + FailureText.of(failed), failed);
        }
    }
}
