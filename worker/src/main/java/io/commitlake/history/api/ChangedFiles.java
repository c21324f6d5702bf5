package io.commitlake.history.api;

import io.commitlake.history.lines.LineCount;
import io.commitlake.history.object.GitText;
import io.commitlake.model.commit.ChangeStatus;
import io.commitlake.model.commit.FileChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Makes the rows of a commit's files: {@link #lookups} lists the objects that {@link #rows} then needs. */
final class ChangedFiles {
    private final CommitDetail commit;

    ChangedFiles(CommitDetail commit) {
        this.commit = commit;
    }

    /** The expressions for the objects that the rows need: new blobs for their sizes, and some of the parent's. */
    List<String> lookups() {
        List<String> expressions = new ArrayList<>();
        for (ListedFile file : commit.files()) {
            if (file.submodule()) {
                continue;
            }
            if (file.status() != ChangeStatus.REMOVED || file.mayHideLines() || !file.isAscii()) {
                expressions.add(expression(file));
            }
            if (file.mayHideLines() || !file.isAscii()) {
                inParent(file).ifPresent(expressions::add);
            }
        }
        return expressions;
    }

    /**
     * Makes the rows.
     *
     * @param objects the objects that were found, by expression
     * @throws UncertainAnswerException if an object isn't the listed one, or lines can't be counted
     */
    List<FileChange> rows(Map<String, HistoryApi.Sized> objects, BlobLineCounts blobs) {
        List<FileChange> rows = new ArrayList<>(commit.files().size());
        for (ListedFile file : commit.files()) {
            boolean removed = file.status() == ChangeStatus.REMOVED;
            rows.add(new FileChange(
                    file.status(),
                    file.sha(),
                    file.path(),
                    removed ? "" : GitText.escaped(file.pathBytes()),
                    file.previous(),
                    file.lines().added(),
                    file.lines().deleted(),
                    file.submodule() || removed ? noSize(file, objects) : size(file, objects)));
            if (file.mayHideLines()) {
                rows.set(rows.size() - 1, withLines(rows.getLast(), lines(file, objects, blobs)));
            }
        }
        return rows;
    }

    /** Checks the path of a submodule or a removed file, which have no size. */
    private OptionalLong noSize(ListedFile file, Map<String, HistoryApi.Sized> objects) {
        if (!file.isAscii() && (file.submodule() || !matches(expression(file), file, objects))) {
            throw new UncertainAnswerException(
                    "GitHub may show a recoded path: " + file.path() + " in " + commit.sha());
        }
        return OptionalLong.empty();
    }

    private OptionalLong size(ListedFile file, Map<String, HistoryApi.Sized> objects) {
        boolean matches = matches(expression(file), file, objects)
                && (file.isAscii() || inParent(file).map(objects::containsKey).orElse(true));
        HistoryApi.Sized blob = objects.get(expression(file));
        if (!matches || blob == null || blob.size().isEmpty()) {
            throw new UncertainAnswerException(
                    "GitHub has no blob " + file.sha() + " at " + file.path() + " in " + commit.sha());
        }
        return blob.size();
    }

    private static boolean matches(String expression, ListedFile file, Map<String, HistoryApi.Sized> objects) {
        HistoryApi.Sized found = objects.get(expression);
        return found != null && found.sha().equals(file.sha());
    }

    private LineCount lines(ListedFile file, Map<String, HistoryApi.Sized> objects, BlobLineCounts blobs) {
        Optional<HistoryApi.Sized> object = Optional.ofNullable(objects.get(expression(file)));
        if (object.isEmpty()) {
            throw new UncertainAnswerException("GitHub has no blob " + file.sha());
        }
        return switch (file.status()) {
            case ADDED -> blobs.count(Optional.empty(), object);
            case REMOVED -> blobs.count(object, Optional.empty());
            default -> {
                Optional<HistoryApi.Sized> before = inParent(file).map(objects::get);
                if (before.isEmpty()) {
                    throw new UncertainAnswerException(
                            "GitHub doesn't show the blob at " + file.path() + " before " + commit.sha());
                }
                yield before.get().sha().equals(file.sha()) ? LineCount.NONE : blobs.count(before, object);
            }
        };
    }

    private static FileChange withLines(FileChange row, LineCount lines) {
        return new FileChange(
                row.status(),
                row.sha(),
                row.path(),
                row.escapedPath(),
                row.previousPath(),
                lines.added(),
                lines.deleted(),
                row.size());
    }

    /** The expression for a row's object: its SHA or, if the path's bytes are uncertain, its path. */
    private String expression(ListedFile file) {
        if (file.isAscii()) {
            return file.sha();
        }
        return (file.status() == ChangeStatus.REMOVED ? parent().orElse("") : commit.sha()) + ":" + file.path();
    }

    /** The expression for the file in the parent; empty if it was added or removed. */
    private Optional<String> inParent(ListedFile file) {
        return switch (file.status()) {
            case MODIFIED -> parent().map(parent -> parent + ":" + file.path());
            case RENAMED ->
                parent().map(parent -> parent + ":" + file.previous().orElseThrow());
            default -> Optional.empty();
        };
    }

    private Optional<String> parent() {
        return commit.object().parents().stream().findFirst();
    }
}
