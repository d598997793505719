using System.Globalization;
using CustomerCapital.Domain.Program;
using CustomerCapital.Gateway.Problems;

namespace CustomerCapital.Gateway.Requests;

/// <summary>Entity tags: the version of what was read, in double quotes.</summary>
internal static class EntityTag
{
    public const string IfMatchHeader = "If-Match";

    public const string IfNoneMatchHeader = "If-None-Match";

    /// <summary>The tag of a version.</summary>
    public static string Of(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>What <c>If-Match</c> asks for.</summary>
    /// <exception cref="ProblemException">It is no entity tag: the problem says how one is written.</exception>
    public static Match Read(string? ifMatch) => ifMatch?.Trim() switch
    {
        null => Match.None,
        "*" => Match.Any,
        ['"', .. var text, '"'] when !text.Contains('"', StringComparison.Ordinal) =>
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0 ? new(version, false) : Match.Nothing,
        ['W', '/', '"', .., '"'] => Match.Nothing,
        ['"', .., '"'] => throw new ProblemException(Problem.Malformed([new FieldFault(IfMatchHeader, "Must be one entity tag; several are not taken.")])),
        var other => throw new ProblemException(Problem.Malformed([new FieldFault(IfMatchHeader, Hint(other))])),
    };

    /// <summary>Whether <c>If-None-Match: *</c> asks that there be nothing yet.</summary>
    /// <exception cref="ProblemException">It is anything else.</exception>
    public static bool ReadIfNoneMatch(string? ifNoneMatch) => ifNoneMatch?.Trim() switch
    {
        null => false,
        "*" => true,
        _ => throw new ProblemException(Problem.Malformed([new FieldFault(IfNoneMatchHeader, "Must be *, so that only somebody who is not known yet is registered; of others, send If-Match.")])),
    };

    private static string Hint(string other) => long.TryParse(other, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
        ? $"Must stand in double quotes, as the ETag of the answer does: If-Match: {Of(version)}."
        : "Must be the ETag of the answer that the change was made from, in double quotes, such as \"3\".";

    /// <summary>A condition on a version.</summary>
    /// <param name="Version">The version that there must be; null for whichever.</param>
    /// <param name="MustExist">Whether there must be something, of whichever version.</param>
    internal readonly record struct Match(long? Version, bool MustExist)
    {
        /// <summary>No condition.</summary>
        public static readonly Match None = new(null, false);

        /// <summary>Something must be there.</summary>
        public static readonly Match Any = new(null, true);

        /// <summary>A tag that nothing here has.</summary>
        public static readonly Match Nothing = new(-1, false);

        /// <summary>The version, where versions are few: one that is too large is none that there is.</summary>
        public int? Number => Version > int.MaxValue ? -1 : (int?)Version;

        /// <summary>Whether the condition cannot hold.</summary>
        public bool IsImpossible => Version < 0;
    }
}
