package io.commitlake.dataset.check;

import io.commitlake.model.ShaSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The commits met so far, and the parents not met yet; most parents come before their children, so these are few. */
final class KnownCommits {
    private static final Pattern SHA = Pattern.compile("[0-9a-f]{40}");

    private final Faults faults;
    private final ShaSet commits = new ShaSet();
    private final Map<String, String> fileOfMissing = new HashMap<>();

    KnownCommits(Faults faults) {
        this.faults = faults;
    }

    static boolean isSha(String text) {
        return SHA.matcher(text).matches();
    }

    void add(String sha, List<String> parents, String file) {
        if (!isSha(sha)) {
            faults.add(Faults.Kind.VALUE, file, "commit_sha is \"" + sha + "\" and no git object's name");
            return;
        }
        if (!commits.add(sha)) {
            faults.add(Faults.Kind.DOUBLE, file, "commit " + sha + " is there twice");
        }
        fileOfMissing.remove(sha);
        for (String parent : parents) {
            if (!isSha(parent)) {
                faults.add(
                        Faults.Kind.VALUE,
                        file,
                        "commit " + sha + " has the parent \"" + parent + "\", which is no git object's name");
            } else if (!commits.contains(parent)) {
                fileOfMissing.putIfAbsent(parent, file);
            }
        }
    }

    int size() {
        return commits.size();
    }

    /** Every parent is a commit of the dataset, and so is the tip that the repository's row has. */
    void closed(ExpectedExports expected) {
        fileOfMissing.forEach((sha, file) ->
                faults.add(Faults.Kind.PARENTS, file, "commit " + sha + " is a parent here and not in the dataset"));
        expected.last()
                .filter(tip -> !commits.contains(tip.sha()))
                .ifPresent(tip -> faults.add(
                        Faults.Kind.PARENTS,
                        expected.rowFile(),
                        "last_commit_sha of repository " + expected.repository() + " is " + tip.sha()
                                + ", which is not in the dataset's commits"));
    }
}
