package io.commitlake.job.discovery;

import io.commitlake.github.Search;

/** Fetches one page of 100 search results. Pages count from 1; repositories with the most stars come first. */
@FunctionalInterface
public interface SearchPages {
    Search.Page page(String query, int number);
}
