package io.commitlake.history.git;

import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.git.plumbing.Git;
import io.commitlake.history.git.plumbing.GitProcess;
import io.commitlake.history.git.plumbing.ProcessLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A repository of one branch, loaded by {@code git fast-import}.
 *
 * @param shas of its commits, the first one first
 */
public record Imported(BareRepository repository, List<String> shas) {
    public static BareRepository empty(Path folder) {
        return BareRepository.create(Git.find(System.getenv("PATH")), folder, "history.git", ProcessLimits.NONE);
    }

    /** One commit for each of these changes, as fast-import reads them, one second after another. */
    static Imported of(Path folder, List<String> commits) throws IOException {
        BareRepository repository = empty(folder);
        try (GitProcess load = repository
                .git()
                .start(repository.command("fast-import", "--quiet").asked())) {
            try (OutputStream to = load.input()) {
                for (int i = 0; i < commits.size(); i++) {
                    to.write("commit refs/heads/main\ncommitter a <a@a> %d +0000\ndata 0\n%s"
                            .formatted(i + 1, commits.get(i))
                            .getBytes(StandardCharsets.ISO_8859_1));
                }
            }
            load.end();
        }
        try (GitProcess list = repository.git().start(repository.command("rev-list", "--reverse", "main"));
                InputStream found = list.output()) {
            List<String> shas = new String(found.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
            list.end();
            return new Imported(repository, shas);
        }
    }

    /** A file's content, of characters that are one byte each. */
    static String data(String content) {
        return "data " + content.length() + "\n" + content + "\n";
    }
}
