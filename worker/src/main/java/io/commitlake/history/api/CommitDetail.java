package io.commitlake.history.api;

import io.commitlake.history.Remote;
import io.commitlake.history.object.RawCommit;
import java.util.List;

/**
 * One commit with the files that it changed, as Git lists them.
 *
 * @param files the files, ordered by the bytes of their paths
 */
record CommitDetail(String sha, RawCommit object, List<ListedFile> files) {
    /**
     * Gets a commit from GitHub, page by page.
     *
     * @throws UncertainAnswerException if the answer may differ from Git's
     */
    static CommitDetail of(HistoryApi api, Remote remote, String sha) {
        CommitFiles shown = CommitFiles.of(api, remote, sha);
        return new CommitDetail(sha, CommitProof.read(shown.commit()), shown.files());
    }
}
