namespace CustomerCapital.Simulation.Tests;

/// <summary>What happened, as a hash that two runs of one seed must share, and as text where it is wanted.</summary>
internal sealed class Trace(bool text)
{
    private readonly List<string> _lines = [];

    /// <summary>Hash of everything so far.</summary>
    public ulong Hash { get; private set; } = 14_695_981_039_346_656_037;

    /// <summary>The clock that dates the lines.</summary>
    public Func<TimeSpan> Elapsed { get; set; } = () => TimeSpan.Zero;

    /// <summary>The lines, where text is wanted.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Adds one thing that happened.</summary>
    public void Add(string what, string who = "", long number = 0)
    {
        Mix(what);
        Mix(who);
        Mix(number);
        if (text) _lines.Add($"{Elapsed():hh\\:mm\\:ss\\.fff}  {what} {who} {number}");
    }

    /// <summary>Adds a line that is put together only where text is wanted; it is not part of the hash.</summary>
    public void Explain(Func<string> line)
    {
        if (text) _lines.Add($"{Elapsed():hh\\:mm\\:ss\\.fff}    {line()}");
    }

    private void Mix(string part)
    {
        foreach (var c in part) Mix(c);
    }

    private void Mix(long part) => Hash = unchecked((Hash ^ (ulong)part) * 1_099_511_628_211);
}
