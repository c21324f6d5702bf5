package io.commitlake.history.git;

import io.commitlake.history.Fetched;
import io.commitlake.history.HistorySource;
import io.commitlake.history.Limits;
import io.commitlake.history.Remote;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Native git: the whole history that head and frontiers reach, fetched into an empty bare repository. */
public final class GitSource implements HistorySource {
    /** Of the rows as this package makes them of what git says. */
    private static final int ROWS_VERSION = 1;

    private final Git git;
    private final Limits limits;

    public GitSource(Git git, Limits limits) {
        this.git = git;
        this.limits = limits;
    }

    @Override
    public String format() {
        return ROWS_VERSION + " git " + git.version();
    }

    @Override
    public Fetched fetch(Remote remote, String head, List<String> frontiers, Path folder) {
        BareRepository repository = BareRepository.create(git, folder);
        Fetch fetch = new Fetch(repository, remote, limits);
        Set<String> wanted = new LinkedHashSet<>();
        wanted.add(head);
        wanted.addAll(frontiers);
        List<String> lost = new ArrayList<>();
        while (true) {
            switch (fetch.run(List.copyOf(wanted))) {
                case Fetch.Result.Done() -> {
                    return new Fetched.Here(new GitHistory(repository), List.copyOf(lost));
                }
                case Fetch.Result.Other(Fetched outcome) -> {
                    return outcome;
                }
                case Fetch.Result.NotThere(String sha) -> {
                    if (sha.equals(head) || !wanted.remove(sha)) {
                        return new Fetched.Refused(sha);
                    }
                    lost.add(sha);
                }
            }
        }
    }
}
