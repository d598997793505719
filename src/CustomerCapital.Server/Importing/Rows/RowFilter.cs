using System.Text;
using CustomerCapital.Server.Importing.Formats;

namespace CustomerCapital.Server.Importing.Rows;

/// <summary>Which rows are taken, by the values of one header: <c>--only</c> or <c>--skip</c>. Case does not matter.</summary>
internal sealed class RowFilter
{
    private readonly bool _takes;
    private readonly bool _any;
    private readonly HashSet<string> _values;

    private RowFilter(string header, int place, bool takes, IEnumerable<string> values)
    {
        (Header, Place, _takes, _values) = (header, place, takes, values.ToHashSet(StringComparer.OrdinalIgnoreCase));
        _any = _values.Contains("*");
    }

    /// <summary>The header that is looked at.</summary>
    public string Header { get; }

    /// <summary>Its place in the file.</summary>
    public int Place { get; }

    /// <summary>The filters of a format.</summary>
    /// <exception cref="UsageException">The command line names a header that the file does not have.</exception>
    public static IEnumerable<RowFilter> Of(string file, IReadOnlyList<string> header, ImportFormat format, ImportFormat said)
    {
        foreach (var (takes, option, filters, named) in new[] { (true, "--only", format.Only, said.Only), (false, "--skip", format.Skip, said.Skip) })
        {
            foreach (var (name, values) in filters)
            {
                var place = ColumnSource.Find(file, header, name);
                if (place >= 0) yield return new(name, place, takes, values);
                else if (named.ContainsKey(name)) throw new UsageException($"{option} {name}: {file} has no such column; its columns are {ColumnPlan.NamesOf(header)}") { Option = option[2..] };
            }
        }
    }

    /// <summary>Whether a row with this value is taken.</summary>
    public bool Takes(ReadOnlySpan<byte> value)
    {
        Span<char> text = value.Length <= 256 ? stackalloc char[256] : new char[value.Length];
        var known = text[..Encoding.UTF8.GetChars(value, text)].Trim();
        var found = (_any && !known.IsEmpty) || _values.GetAlternateLookup<ReadOnlySpan<char>>().Contains(known);
        return found == _takes;
    }
}
