using System.Buffers;
using System.Globalization;
using System.Text;
using CustomerCapital.Server.Importing.Formats;

namespace CustomerCapital.Importing.Tests;

/// <summary>A file of purchases as a small shop exports it, and what a seed has done to it: cut, doubled, columns shuffled, encodings mixed, cells replaced.</summary>
/// <param name="Seed">The same file for the same seed.</param>
/// <param name="Content">The file.</param>
/// <param name="Said">Options under which it is imported.</param>
/// <param name="Revenue">What its rows of customers come to, counted as they were written; null where that cannot be told from outside.</param>
internal sealed record MangledFile(int Seed, byte[] Content, ImportFormat Said, decimal? Revenue)
{
    private static readonly string[] Junk =
    [
        "", " ", "NULL", "nan", "-", "0", "Total", "\"", "''", "1,250", "1.250,00", "$12.50", "(3.00)", "12.50-", "1e3", "1E400", "-1e-30", "99999999999999999999999999999999", "0x1F", "½", "１２", "∞", "+", "+5+5", "1++2", "..", "1.2.3",
        "2026-13-45", "31/12/2025", "0000-00-00", "9999-12-31 23:59:59", "0001-01-01", "1969-12-31", "2025-03-30 02:30:00", "2025-01-01T00:00:00+14:00", "24:00", "46054", "1735689600", "=1+1", "@x", "\u200Bada", "ada ", "ADA", "0017", "17.0",
        "\uD83D\uDE00", "e\u0301", "\u202Eada", "a,b", "a;b", "a\tb", "a\nb", "a\"b", "\0", "\u001F", "purchase_id", "customer_id",
    ];

    private static readonly SearchValues<char> Quoted = SearchValues.Create(",;\t|\"\n");

    private static readonly string[] Separators = [",", ";", "\t", "|"];

    /// <summary>Makes the file of a seed.</summary>
    public static MangledFile Make(int seed)
    {
        var random = new Random(seed);
        var (header, rows) = Shop(random);
        decimal? revenue = null;
        var exact = random.Next(3) > 0;
        for (var step = random.Next(4); step > 0; step--) (header, rows) = Rearranged(random, header, rows);
        if (exact) revenue = rows.Where(row => row.Cells[Array.IndexOf(header, "customer_id")].Trim().Length > 0).Sum(row => row.Worth);
        else
            for (var step = 1 + random.Next(6); step > 0 && rows.Count > 0; step--) Replace(random, rows);
        var (text, separatorIsText) = Written(random, header, rows);
        var content = Encoded(random, text, exact);
        if (!exact)
            for (var step = random.Next(3); step > 0; step--) content = Damaged(random, content);
        return new(seed, content, OptionsOf(random), exact && !separatorIsText ? revenue : null);
    }

    /// <summary>Purchases and returns of a handful of customers; worth is what a row adds to revenue.</summary>
    private static (string[] Header, List<Row> Rows) Shop(Random random)
    {
        var form = random.Next(4);
        string[] header = form switch
        {
            0 => ["customer_id", "purchase_id", "occurred_at", "amount", "note"],
            1 => ["customer_id", "purchase_id", "occurred_at", "sku", "quantity", "unit_price", "note"],
            2 => ["customer_id", "purchase_id", "occurred_at", "sku", "quantity", "unit_price", "amount", "currency"],
            _ => ["customer_id", "purchase_id", "occurred_at", "amount", "channel", "category", "note"],
        };
        var rows = new List<Row>();
        for (var purchase = 0; purchase < 1 + random.Next(12); purchase++)
        {
            string[] start =
            [
                random.Next(10) == 0 ? "" : "c" + random.Next(5).ToString(CultureInfo.InvariantCulture), $"p{purchase}",
                new DateTime(2025, 1, 1).AddMinutes(random.Next(500_000)).ToString(random.Next(2) == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd", CultureInfo.InvariantCulture),
            ];
            var returned = random.Next(6) == 0;
            for (var line = form is 0 or 3 ? 0 : -random.Next(4); line <= 0; line++)
            {
                var pieces = 1 + random.Next(4);
                var price = random.Next(1, 5_000) / 100m;
                var (sign, worth) = (returned ? -1 : 1, pieces * price * (returned ? -1 : 1));
                string[] rest = form switch
                {
                    0 => [Text(worth), "x"],
                    1 => [$"s{random.Next(9)}", Text(sign * pieces), Text(price), "x"],
                    2 => [$"s{random.Next(9)}", Text(sign * pieces), Text(price), Text(worth), "EUR"],
                    _ => [Text(worth), "web", "tea", ""],
                };
                rows.Add(new([.. start, .. rest], worth));
            }
        }

        return (header, rows);
    }

    /// <summary>What keeps every row whole: rows doubled, dropped and shuffled, columns shuffled.</summary>
    private static (string[] Header, List<Row> Rows) Rearranged(Random random, string[] header, List<Row> rows)
    {
        switch (random.Next(5))
        {
            case 0:
                var at = random.Next(rows.Count + 1);
                return (header, [.. rows[..at], .. rows[random.Next(at + 1)..at], .. rows[at..]]);
            case 1:
                return (header, rows.FindAll(_ => random.Next(5) > 0));
            case 2:
                var shuffled = rows.ToArray();
                random.Shuffle(shuffled);
                return (header, [.. shuffled]);
            case 3:
                var places = Enumerable.Range(0, header.Length).ToArray();
                random.Shuffle(places);
                return ([.. places.Select(place => header[place])], rows.ConvertAll(row => row with { Cells = [.. places.Select(place => row.Cells[place])] }));
            default:
                return (header, [.. rows, .. rows]);
        }
    }

    private static void Replace(Random random, List<Row> rows)
    {
        var at = random.Next(rows.Count);
        var cells = rows[at].Cells.ToArray();
        if (cells.Length > 0) cells[random.Next(cells.Length)] = Junk[random.Next(Junk.Length)];
        if (random.Next(8) == 0) cells = [.. cells, "more"];
        if (random.Next(8) == 0) cells = cells[..random.Next(cells.Length)];
        rows[at] = new(cells, 0);
    }

    private static (string Text, bool SeparatorIsText) Written(Random random, string[] header, List<Row> rows)
    {
        var separator = Separators[random.Next(Separators.Length)];
        var (end, quoted) = (random.Next(2) == 0 ? "\n" : "\r\n", random.Next(4) == 0);
        var text = new StringBuilder();
        if (random.Next(10) == 0) text.Append("Sales report").Append(end).Append("From").Append(separator).Append("2025-01-01").Append(end);
        text.AppendJoin(separator, header).Append(end);
        foreach (var row in rows)
        {
            text.AppendJoin(separator, row.Cells.Select(cell => quoted || cell.AsSpan().ContainsAny(Quoted) ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell)).Append(end);
            if (random.Next(20) == 0) text.Append(end);
            if (random.Next(30) == 0) text.AppendJoin(separator, header).Append(end);
        }

        // A header of one word, which names no column, hides the separator from whoever looks for it.
        return (text.ToString(), text.Length > 0 && text[0] == 'S');
    }

    private static byte[] Encoded(Random random, string text, bool exact)
    {
        switch (random.Next(exact ? 3 : 5))
        {
            case 0: return [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(text)];
            case 1: return [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text)];
            case 2: return Encoding.UTF8.GetBytes(text);
            case 3: return Encoding.Latin1.GetBytes(text.Replace("tea", "thé", StringComparison.Ordinal));
            default:
                var half = text.Length / 2;
                return [.. Encoding.UTF8.GetBytes(text[..half]), .. Encoding.Latin1.GetBytes(text[half..].Replace("x", "ü", StringComparison.Ordinal))];
        }
    }

    /// <summary>What no writer of CSV does: cut off, bytes changed, a piece of it twice.</summary>
    private static byte[] Damaged(Random random, byte[] content)
    {
        if (content.Length == 0) return content;
        var at = random.Next(content.Length);
        switch (random.Next(4))
        {
            case 0: return content[..at];
            case 1:
                for (var i = 0; i < 3; i++) content[random.Next(content.Length)] = (byte)random.Next(256);
                return content;
            case 2: return [.. content[..at], (byte)'"', .. content[at..]];
            default: return [.. content[..at], .. content[(at / 2)..]];
        }
    }

    private static ImportFormat OptionsOf(Random random) => new()
    {
        FillDown = random.Next(6) == 0,
        Decimal = random.Next(6) == 0 ? "." : null,
        CustomerCase = random.Next(6) == 0 ? "lower" : null,
        Nobody = random.Next(6) == 0 ? ["usual"] : [],
    };

    private static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A row as it is written.</summary>
    /// <param name="Cells">Its cells.</param>
    /// <param name="Worth">What it adds to revenue.</param>
    private sealed record Row(string[] Cells, decimal Worth);
}
