using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Segments;

/// <summary>Who belongs to a saved segment, as long as nothing is put in its place: <see cref="SavedSegments.Expand"/>.</summary>
/// <param name="Name">Its name.</param>
public sealed record SavedSegmentReference(string Name) : Segment
{
    public override Segment At(DateTimeOffset moment, ProgramCalendar calendar) => this;
}

/// <summary>A segment that is saved under a name.</summary>
/// <param name="Name">Its name: 1 to 128 characters, as ids are. Unique to the character.</param>
/// <param name="Segment">Who belongs; relative to now, and with names of others, as it was saved.</param>
/// <param name="Version">Grows with each change, for ever: not even one that is deleted and saved again has a version that it had before.</param>
public sealed record SavedSegment(string Name, Segment Segment, long Version) : Kept;

/// <summary>All segments that are saved under names. Immutable.</summary>
/// <remarks>They are kept as one document, so that what one change has checked no other change can undo: none names itself by way of others, or one that is not there.</remarks>
public sealed record SavedSegments(ImmutableList<SavedSegment> Saved) : Kept
{
    /// <summary>Most saved segments.</summary>
    public const int CountLimit = 200;

    /// <summary>Most bytes of one, as JSON in UTF-8.</summary>
    public const int SizeLimit = 16_384;

    /// <summary>Most bytes of all together.</summary>
    public const int TotalSizeLimit = 262_144;

    /// <summary>None.</summary>
    public static readonly SavedSegments None = new([]);

    /// <summary>The saved segments, by name in the order of UTF-16 units.</summary>
    public ImmutableList<SavedSegment> Saved { get; init; } = Saved ?? [];

    /// <summary>The one of that name; null where there is none.</summary>
    public SavedSegment? Find(string name) => Saved.Find(saved => saved.Name == name);

    /// <summary>The names of those that name another, by themselves or by way of others.</summary>
    public IReadOnlyList<string> UsersOf(string name)
    {
        var users = new HashSet<string>(StringComparer.Ordinal) { name };
        for (var known = 0; known < users.Count;)
        {
            known = users.Count;
            users.UnionWith(Saved.Where(saved => NamesIn(saved.Segment).Any(users.Contains)).Select(saved => saved.Name));
        }

        return [.. users.Where(user => user != name).Order(StringComparer.Ordinal)];
    }

    /// <summary>Whether a segment names saved ones.</summary>
    public static bool AreNamedIn(Segment segment) => NamesIn(segment).Any();

    /// <summary>The saved segments once one more is saved, or another in place of one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="segment">Who belongs.</param>
    /// <param name="version">Greater than any before.</param>
    /// <param name="faults">Why it cannot be saved, by field.</param>
    /// <returns>Null where it cannot.</returns>
    public SavedSegments? With(string name, Segment segment, long version, out IReadOnlyList<FieldFault> faults)
    {
        var next = this with { Saved = [.. Saved.Where(saved => saved.Name != name).Append(new(name, segment, version)).OrderBy(saved => saved.Name, StringComparer.Ordinal)] };
        faults = [.. next.FaultsOf(name, segment)];
        return faults.Count == 0 ? next : null;
    }

    /// <summary>The saved segments with all of others that are not here yet.</summary>
    /// <param name="others">From another ledger.</param>
    /// <param name="version">Greater than any here: what is new has it.</param>
    /// <param name="fault">Why that cannot be, as a sentence; null where it can.</param>
    public SavedSegments WithAll(SavedSegments others, long version, out string? fault)
    {
        var added = others.Saved.Where(other => Find(other.Name) is null).Select(other => other with { Version = version });
        var next = this with { Saved = [.. Saved.Concat(added).OrderBy(saved => saved.Name, StringComparer.Ordinal)] };
        fault = others.Saved.Find(other => Find(other.Name) is { } known && known.Segment != other.Segment) is { } differs
            ? $"The saved segment '{differs.Name}' is another here; delete it, or save it under another name."
            : others.Saved.SelectMany(other => next.FaultsOf(other.Name, other.Segment).Select(one => $"The saved segment '{other.Name}': {one.Message}")).FirstOrDefault();
        return fault is null && next.Saved.Count > Saved.Count ? next : this;
    }

    /// <summary>The saved segments without one that no other names.</summary>
    public SavedSegments Without(string name) => this with { Saved = Saved.RemoveAll(saved => saved.Name == name) };

    /// <summary>A segment with the saved ones that it names put in their place.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="faults">Why that is none, as sentences of the segment as a whole.</param>
    /// <returns>Null where one that it names is not there, or where it comes to more than a segment may have.</returns>
    public Segment? Expand(Segment segment, out IReadOnlyList<FieldFault> faults)
    {
        var expansion = new Expansion(this);
        var expanded = expansion.Of(segment, 1, []);
        faults = expansion.Fault is { } fault ? [new("", fault)] : [];
        return faults.Count == 0 ? expanded : null;
    }

    public bool Equals(SavedSegments? other) => other is not null && Saved.SequenceEqual(other.Saved);

    public override int GetHashCode() => Saved.Count;

    private IEnumerable<FieldFault> FaultsOf(string name, Segment segment)
    {
        foreach (var fault in Text.IdFaults("name", name)) yield return fault;
        if (Saved.Count > CountLimit) yield return new("name", $"Is one too many: at most {CountLimit} segments are saved; delete one first.");
        var size = SizeOf(segment);
        if (size > SizeLimit) yield return new("segment", string.Create(CultureInfo.InvariantCulture, $"Has {size} bytes; a saved segment has at most {SizeLimit}."));
        var total = Saved.Sum(saved => (long)SizeOf(saved.Segment));
        if (total > TotalSizeLimit)
            yield return new("segment", string.Create(CultureInfo.InvariantCulture, $"With it, all saved segments would have {total} bytes; they have at most {TotalSizeLimit}."));
        Expand(segment, out var faults);
        foreach (var fault in faults) yield return fault with { Field = "segment" };
        if (faults.Count > 0) yield break;
        foreach (var user in UsersOf(name))
        {
            Expand(Find(user)!.Segment, out faults);
            if (faults.Count > 0) yield return new("segment", $"The saved segment '{user}' names it, and would be at fault: {faults[0].Message}");
        }
    }

    private static int SizeOf(Segment segment) => Encoding.UTF8.GetByteCount(SegmentJson.Write(segment));

    private static IEnumerable<string> NamesIn(Segment segment) => segment switch
    {
        AllOf all => all.Parts.SelectMany(NamesIn),
        AnyOf any => any.Parts.SelectMany(NamesIn),
        Not not => NamesIn(not.Part),
        SavedSegmentReference reference => [reference.Name],
        _ => [],
    };

    /// <summary>Puts saved segments in their place, until one fault is found.</summary>
    private sealed class Expansion(SavedSegments known)
    {
        private int _parts;

        public string? Fault { get; private set; }

        public Segment Of(Segment segment, int depth, ImmutableList<string> within)
        {
            if (segment is SavedSegmentReference { Name: var name })
            {
                if (within.Contains(name)) Fault ??= $"The saved segment '{name}' names itself: {string.Join(" names ", within.SkipWhile(outer => outer != name).Append(name).Select(one => $"'{one}'"))}.";
                else if (known.Find(name) is not { } saved) Fault ??= $"There is no saved segment '{name}'.";
                else return Of(saved.Segment, depth, within.Add(name));
                return segment;
            }

            if (depth > Segment.DepthLimit) Fault ??= $"Nests too deep: with the saved segments that it names in their place, a segment has at most {Segment.DepthLimit} levels.";
            _parts += segment is Condition condition ? condition.Of.Weight : 1;
            if (_parts > Segment.PartLimit) Fault ??= $"Is too large: with the saved segments that it names in their place, a segment has at most {Segment.PartLimit} conditions and groups.";
            if (Fault is not null) return segment;
            return segment switch
            {
                AllOf all => new AllOf([.. all.Parts.Select(part => Of(part, depth + 1, within))]),
                AnyOf any => new AnyOf([.. any.Parts.Select(part => Of(part, depth + 1, within))]),
                Not not => new Not(Of(not.Part, depth + 1, within)),
                _ => segment,
            };
        }
    }
}
