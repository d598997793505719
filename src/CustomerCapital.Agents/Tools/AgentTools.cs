namespace CustomerCapital.Agents.Tools;

/// <summary>What agents can ask.</summary>
internal static class AgentTools
{
    /// <summary>All tools, in the order in which they are listed.</summary>
    public static IReadOnlyList<AgentTool> All { get; } = [.. ReportTools.All, .. CustomerTools.All, .. CampaignTools.All];
}
