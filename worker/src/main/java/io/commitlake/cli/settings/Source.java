package io.commitlake.cli.settings;

import io.commitlake.model.CommitlakeException;

/** The source of history. */
public enum Source {
    /** The cheaper source for each export. */
    AUTO,
    GIT,
    API;

    static Source of(String word) {
        return switch (word) {
            case "auto" -> AUTO;
            case "git" -> GIT;
            case "api" -> API;
            default ->
                throw CommitlakeException.settings(
                        "COMMITLAKE_SOURCE is \"" + word + "\": it should be auto, git or api");
        };
    }
}
