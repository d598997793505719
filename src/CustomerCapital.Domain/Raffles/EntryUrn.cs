namespace CustomerCapital.Domain.Raffles;

/// <summary>The entries that have not won, in the order of their entrants: a tree of partial sums (Fenwick 1994).</summary>
internal sealed class EntryUrn
{
    private readonly long[] _sums;
    private readonly int _top;

    public EntryUrn(IReadOnlyList<long> entries)
    {
        _sums = new long[entries.Count + 1];
        for (var place = 1; place < _sums.Length; place++)
        {
            _sums[place] += entries[place - 1];
            Total += entries[place - 1];
            var above = place + (place & -place);
            if (above < _sums.Length) _sums[above] += _sums[place];
        }

        _top = 1;
        while (_top <= (_sums.Length - 1) / 2) _top *= 2;
    }

    /// <summary>Entries that are left.</summary>
    public long Total { get; private set; }

    /// <summary>Whose the entry with a number is, where entries that are left are numbered from 0, entrant by entrant.</summary>
    public int Find(long number)
    {
        var place = 0;
        for (var step = _top; step > 0; step /= 2)
        {
            if (place + step >= _sums.Length || _sums[place + step] > number) continue;
            place += step;
            number -= _sums[place];
        }

        return place;
    }

    /// <summary>Takes one entry of an entrant away, or all.</summary>
    public void Take(int entrant, bool all)
    {
        var taken = all ? Left(entrant) : 1;
        Total -= taken;
        for (var place = entrant + 1; place < _sums.Length; place += place & -place) _sums[place] -= taken;
    }

    private long Left(int entrant) => UpTo(entrant + 1) - UpTo(entrant);

    private long UpTo(int place)
    {
        var sum = 0L;
        for (; place > 0; place -= place & -place) sum += _sums[place];
        return sum;
    }
}
