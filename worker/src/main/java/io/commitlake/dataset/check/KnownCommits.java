package io.commitlake.dataset.check;

import io.commitlake.model.Sha;
import io.commitlake.model.ShaSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The commits seen so far and the parents not seen yet. Most parents precede their children, so the latter are few. */
final class KnownCommits {
    private final Faults faults;
    private final ShaSet commits = new ShaSet();
    private final Map<String, String> fileOfMissing = new HashMap<>();

    KnownCommits(Faults faults) {
        this.faults = faults;
    }

    void add(String sha, List<String> parents, String file) {
        if (!Sha.is(sha)) {
            faults.add(Faults.Kind.VALUE, file, "commit_sha is \"" + sha + "\", which isn't a Git object name");
            return;
        }
        if (!commits.add(sha)) {
            faults.add(Faults.Kind.DOUBLE, file, "commit " + sha + " appears twice");
        }
        fileOfMissing.remove(sha);
        for (String parent : parents) {
            if (!Sha.is(parent)) {
                faults.add(
                        Faults.Kind.VALUE,
                        file,
                        "commit " + sha + " has the parent \"" + parent + "\", which isn't a Git object name");
            } else if (!commits.contains(parent)) {
                fileOfMissing.putIfAbsent(parent, file);
            }
        }
    }

    int size() {
        return commits.size();
    }

    boolean contains(String sha) {
        return commits.contains(sha);
    }

    /** The parents that weren't seen, each with a file that has a child. The caller may remove some. */
    Map<String, String> missing() {
        return fileOfMissing;
    }

    /** Reports each parent that is still missing. */
    void reportMissing() {
        fileOfMissing.forEach((sha, file) ->
                faults.add(Faults.Kind.PARENTS, file, "commit " + sha + " is a parent here but isn't in the dataset"));
    }
}
