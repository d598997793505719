using CustomerCapital.Gateway.Problems;

namespace CustomerCapital.Gateway.Requests;

/// <summary>What a body must hold, though its type would do without.</summary>
internal static class Requires
{
    /// <summary>A field's value.</summary>
    /// <exception cref="ProblemException">400: the field is left out.</exception>
    public static T Field<T>(string name, T? value) where T : class => value ?? throw new ProblemException(Problem.Malformed([new(name, "Is required.")]));
}
