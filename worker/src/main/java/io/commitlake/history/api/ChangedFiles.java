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

/** The rows of a commit's files, once it is known which objects are to be looked up for them. */
final class ChangedFiles {
    private final CommitDetail commit;

    ChangedFiles(CommitDetail commit) {
        this.commit = commit;
    }

    /** What is to be known of the commit's files, besides what is listed: sizes, and what stood there before. */
    List<String> lookups() {
        List<String> wanted = new ArrayList<>();
        for (ListedFile file : commit.files()) {
            if (file.submodule()) {
                continue;
            }
            if (file.status() != ChangeStatus.REMOVED || file.unexplained() || !file.isPlain()) {
                wanted.add(named(file));
            }
            if (file.unexplained() || !file.isPlain()) {
                before(file).ifPresent(wanted::add);
            }
        }
        return wanted;
    }

    /**
     * The rows.
     *
     * @param objects by what was looked up
     * @throws UncertainAnswerException where an object isn't what was listed, or lines can't be known
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
                    file.submodule() || removed ? checked(file, objects) : size(file, objects)));
            if (file.unexplained()) {
                rows.set(rows.size() - 1, counted(rows.getLast(), lines(file, objects, blobs)));
            }
        }
        return rows;
    }

    /** Of what has no size. */
    private OptionalLong checked(ListedFile file, Map<String, HistoryApi.Sized> objects) {
        if (!file.isPlain() && (file.submodule() || !there(named(file), file, objects))) {
            throw new UncertainAnswerException(
                    "GitHub shows a path of other bytes than it has: " + file.path() + " of " + commit.sha());
        }
        return OptionalLong.empty();
    }

    private OptionalLong size(ListedFile file, Map<String, HistoryApi.Sized> objects) {
        boolean there = there(named(file), file, objects)
                && (file.isPlain() || before(file).map(objects::containsKey).orElse(true));
        HistoryApi.Sized blob = objects.get(named(file));
        if (!there || blob == null || blob.size().isEmpty()) {
            throw new UncertainAnswerException(
                    "GitHub has no blob " + file.sha() + " at " + file.path() + " of " + commit.sha());
        }
        return blob.size();
    }

    private static boolean there(String expression, ListedFile file, Map<String, HistoryApi.Sized> objects) {
        HistoryApi.Sized found = objects.get(expression);
        return found != null && found.sha().equals(file.sha());
    }

    private LineCount lines(ListedFile file, Map<String, HistoryApi.Sized> objects, BlobLineCounts blobs) {
        Optional<HistoryApi.Sized> named = Optional.ofNullable(objects.get(named(file)));
        if (named.isEmpty()) {
            throw new UncertainAnswerException("GitHub has no blob " + file.sha());
        }
        return switch (file.status()) {
            case ADDED -> blobs.count(Optional.empty(), named);
            case REMOVED -> blobs.count(named, Optional.empty());
            default -> {
                Optional<HistoryApi.Sized> before = before(file).map(objects::get);
                if (before.isEmpty()) {
                    throw new UncertainAnswerException(
                            "GitHub doesn't show what was at " + file.path() + " before " + commit.sha());
                }
                yield before.get().sha().equals(file.sha()) ? LineCount.NONE : blobs.count(before, named);
            }
        };
    }

    private static FileChange counted(FileChange row, LineCount lines) {
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

    /** The object that a row names: by its path where it isn't certain that it is the path's, else by its sha. */
    private String named(ListedFile file) {
        if (file.isPlain()) {
            return file.sha();
        }
        return (file.status() == ChangeStatus.REMOVED ? parent().orElse("") : commit.sha()) + ":" + file.path();
    }

    /** What stood there in the parent; empty where nothing did. */
    private Optional<String> before(ListedFile file) {
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
