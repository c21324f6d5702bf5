package io.commitlake.job.discovery;

import io.commitlake.github.Search;

/** Asks a search for one of its pages of 100, the first being 1, those with the most stars first. */
@FunctionalInterface
public interface SearchPages {
    Search.Page page(String query, int number);
}
