using System.Diagnostics;

namespace CustomerCapital.Ledger.Appending;

/// <summary>Spans of work that is done for several callers together, for whoever listens to the source <c>CustomerCapital</c>. Costs nothing while nobody does.</summary>
public static class Spans
{
    private static readonly ActivitySource Source = new("CustomerCapital");

    /// <summary>The span in which the caller is; null where there is none, or nobody listens.</summary>
    public static ActivityContext? Caller => Source.HasListeners() ? Activity.Current?.Context : null;

    /// <summary>Begins a span: a child of the first caller's, with links to the others'.</summary>
    public static Activity? Begin(string name, IEnumerable<ActivityContext?> callers)
    {
        if (!Source.HasListeners()) return null;
        var contexts = callers.OfType<ActivityContext>().ToList();
        return contexts is [var first, .. var others] ? Source.StartActivity(name, ActivityKind.Internal, first, links: others.Select(other => new ActivityLink(other))) : null;
    }
}
