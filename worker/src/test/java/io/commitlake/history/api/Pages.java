package io.commitlake.history.api;

import io.commitlake.history.Remote;
import io.commitlake.model.commit.CommitPath;
import io.commitlake.model.commit.SizedVersion;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A GitHub that only serves pages and has reported no budget yet. */
public interface Pages extends HistoryApi {
    @Override
    default Map<CommitPath, SizedVersion> files(Remote remote, List<CommitPath> files) {
        return Map.of();
    }

    @Override
    default Map<String, String> texts(Remote remote, List<String> shas) {
        return Map.of();
    }

    @Override
    default boolean hasGraphQl(Remote remote) {
        return true;
    }

    @Override
    default OptionalLong requestsLeft() {
        return OptionalLong.empty();
    }
}
