using CustomerCapital.ConsolePages.Tests.Serving;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.Surveys;
using CustomerCapital.Engine.SignedLinks;

namespace CustomerCapital.ConsolePages.Tests.CustomerPages;

/// <summary>Addresses of customers' pages, whose links are signed when they are asked for.</summary>
internal static class CustomerAddresses
{
    /// <summary>Every page that there is, by a name: of an ordinary customer, and of the one whose texts are an attack.</summary>
    public static readonly string[] Names = ["my", "my-hostile", "data", "data-hostile", "nps", "review", "answered", "withdrawn", "share", "share-hostile"];

    /// <summary>The address of one.</summary>
    public static async Task<string> OfAsync(ConsoleServer server, string name) => name switch
    {
        "my" => await LinkAsync(server, LinkKind.CustomerPage, "C00001"),
        "my-hostile" => await LinkAsync(server, LinkKind.CustomerPage, Shop.HostileId),
        "data" => await LinkAsync(server, LinkKind.CustomerPage, "C00001") + "/data",
        "data-hostile" => await LinkAsync(server, LinkKind.CustomerPage, Shop.HostileId) + "/data",
        "nps" => await SurveyAsync(server, "nps", SurveyKind.Nps),
        "review" => await SurveyAsync(server, "review", SurveyKind.Review),
        "answered" => await SurveyAsync(server, "answered", SurveyKind.Nps, new GiveFeedback { FeedbackId = "survey:answered", Nps = 9, Comment = Shop.Hostile }),
        "withdrawn" => await SurveyAsync(server, "withdrawn", SurveyKind.Nps, new GiveFeedback { FeedbackId = "survey:withdrawn", Nps = 9 }, new WithdrawFeedback { FeedbackId = "survey:withdrawn" }),
        "share" => await LinkAsync(server, LinkKind.Share, "C00001"),
        "share-hostile" => await LinkAsync(server, LinkKind.Share, Shop.HostileId),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such page."),
    };

    /// <summary>The page of a survey to which the customer is invited, and what was sent of it before. Asked for again, nothing more happens.</summary>
    public static async Task<string> SurveyAsync(ConsoleServer server, string surveyId, SurveyKind kind, params ActorCommand[] commands)
    {
        var outcomes = await server.Engine.ExecuteAsync(Shop.HostileId, [new InviteToSurvey { SurveyId = surveyId, Kind = kind, ExpiresAt = Shop.Opening.AddDays(300) }, .. commands]);
        Assert.All(outcomes, outcome => Assert.True(outcome.Receipt is not null, outcome.Message));
        return await LinkAsync(server, LinkKind.Survey, Shop.HostileId, surveyId);
    }

    public static async Task<string> LinkAsync(ConsoleServer server, LinkKind kind, string customerId, string? subject = null) =>
        (await server.Engine.AskAsync(new MakeLink(kind, customerId, subject))).Path;
}
