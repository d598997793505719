using System.Text;

namespace CustomerCapital.Server.Reporting;

/// <summary>A table for people, within a width: where not all columns fit beside each other, they follow in blocks, each with the first column. No cell is cut.</summary>
/// <param name="header">Names of the columns; a line break in a name is one in the header.</param>
/// <param name="width">How many characters a line may have; a column that is wider alone has a line of its own width.</param>
internal sealed class TextTable(IReadOnlyList<string> header, int width)
{
    private readonly List<string[]> _names = [.. header.Select(name => name.Split('\n'))];

    /// <summary>Writes the rows, the first column to the left and the others to the right.</summary>
    public void Write(TextWriter writer, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var widths = Enumerable.Range(0, header.Count).Select(column => Math.Max(_names[column].Max(line => line.Length), rows.Select(row => row[column].Length).DefaultIfEmpty().Max())).ToList();
        // Closer together where that alone spares a second block.
        var gap = widths.Sum() + widths.Count - 1 <= width && widths.Sum() + 2 * (widths.Count - 1) > width ? 1 : 2;
        for (var next = 1; next < header.Count || next == 1;)
        {
            List<int> columns = [0];
            for (var used = widths[0]; next < header.Count && (columns.Count == 1 || used + gap + widths[next] <= width); next++)
            {
                used += gap + widths[next];
                columns.Add(next);
            }

            var lines = columns.Max(column => _names[column].Length);
            for (var line = lines; line > 0; line--) WriteLine(writer, columns, widths, gap, column => _names[column].ElementAtOrDefault(_names[column].Length - line) ?? "");
            writer.WriteLine(new string('─', columns.Sum(column => widths[column]) + gap * (columns.Count - 1)));
            foreach (var row in rows) WriteLine(writer, columns, widths, gap, column => row[column]);
            if (next < header.Count) writer.WriteLine();
            else break;
        }
    }

    private static void WriteLine(TextWriter writer, List<int> columns, List<int> widths, int gap, Func<int, string> cell)
    {
        var line = new StringBuilder(cell(0).PadRight(widths[0]));
        foreach (var column in columns.Skip(1)) line.Append(' ', gap).Append(cell(column).PadLeft(widths[column]));
        writer.WriteLine(line.ToString().TrimEnd());
    }
}
