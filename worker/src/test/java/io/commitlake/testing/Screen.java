package io.commitlake.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The screen of a terminal, on which text with the usual control sequences of an xterm is written. It scrolls without an
 * end, so that lines which leave a real screen stay.
 */
public final class Screen {
    private static final Pattern CONTROL =
            Pattern.compile("\u001b\\[([0-9;?]*)([A-Za-z@])|\u001b[>=78]|\u001b\\([A-Z0]");

    private final int columns;
    private final List<char[]> rows = new ArrayList<>();
    private int row;
    private int column;

    public Screen(int columns) {
        this.columns = columns;
    }

    /** Writes text, and returns this screen. */
    public Screen write(String text) {
        Matcher control = CONTROL.matcher(text);
        for (int at = 0; at < text.length(); ) {
            if (text.charAt(at) == '\u001b') {
                if (!control.region(at, text.length()).lookingAt()) {
                    throw new AssertionError(
                            "an unknown control sequence: " + text.substring(at).replace('\u001b', '^'));
                }
                if (control.group(2) != null) {
                    control(control.group(1), control.group(2).charAt(0));
                }
                at = control.end();
            } else {
                character(text.charAt(at));
                at++;
            }
        }
        return this;
    }

    private void character(char next) {
        switch (next) {
            case '\r' -> column = 0;
            case '\n' -> row++;
            case '\b' -> column = Math.max(0, column - 1);
            default -> {
                if (column == columns) {
                    column = 0;
                    row++;
                }
                current()[column] = next;
                column++;
            }
        }
    }

    private char[] current() {
        while (rows.size() <= row) {
            char[] empty = new char[columns];
            Arrays.fill(empty, ' ');
            rows.add(empty);
        }
        return rows.get(row);
    }

    private void control(String parameters, char command) {
        int number = parameters.matches("\\d+") ? Integer.parseInt(parameters) : 0;
        int times = Math.max(1, number);
        char[] line = current();
        switch (command) {
            case 'A' -> row = Math.max(0, row - times);
            case 'B' -> row += times;
            case 'C' -> column = Math.min(columns - 1, column + times);
            case 'D' -> column = Math.max(0, column - times);
            case 'G' -> column = times - 1;
            case 'K' -> Arrays.fill(line, number == 1 ? 0 : column, number == 1 ? column + 1 : columns, ' ');
            case 'J' -> {
                Arrays.fill(line, Math.min(column, columns), columns, ' ');
                rows.subList(row + 1, rows.size()).clear();
            }
            case 'P' -> shift(line, column + times, column);
            case '@' -> shift(line, column, column + times);
            case 'm', 'h', 'l' -> {}
            default -> throw new AssertionError("an unknown control sequence: [" + parameters + command);
        }
    }

    /** Moves the rest of a line from a column to another one, and clears what it leaves free. */
    private void shift(char[] line, int from, int to) {
        char[] before = line.clone();
        Arrays.fill(line, Math.min(from, to), columns, ' ');
        int length = Math.max(0, columns - Math.max(from, to));
        System.arraycopy(before, columns - length - Math.max(0, to - from), line, to, length);
    }

    /** The lines up to the last one with text, without spaces at their ends. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        rows.forEach(each -> lines.add(new String(each).stripTrailing()));
        while (!lines.isEmpty() && lines.getLast().isEmpty()) {
            lines.removeLast();
        }
        return lines;
    }
}
