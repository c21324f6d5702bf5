package io.commitlake.sandbox;

import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The URLs of a Link header by their relation. */
final class Links {
    private static final Pattern LINK = Pattern.compile("<([^>]+)>; rel=\"(\\w+)\"");

    private Links() {}

    static Map<String, String> of(HttpResponse<String> answer) {
        Map<String, String> links = new LinkedHashMap<>();
        Matcher matcher = LINK.matcher(answer.headers().firstValue("link").orElse(""));
        while (matcher.find()) {
            links.put(matcher.group(2), matcher.group(1));
        }
        return links;
    }
}
