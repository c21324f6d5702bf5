package io.commitlake.history.api;

import io.commitlake.history.Remote;
import io.commitlake.history.object.RawCommit;
import java.util.List;

/**
 * One commit with the files that it changed, as git lists them.
 *
 * @param files by the bytes of their paths
 */
record CommitDetail(String sha, RawCommit object, List<ListedFile> files) {
    /**
     * Asks for it, page by page.
     *
     * @throws UncertainAnswerException where what it shows need not be git's
     */
    static CommitDetail of(HistoryApi api, Remote remote, String sha) {
        CommitFiles shown = CommitFiles.of(api, remote, sha);
        return new CommitDetail(sha, CommitProof.read(shown.commit()), shown.files());
    }
}
