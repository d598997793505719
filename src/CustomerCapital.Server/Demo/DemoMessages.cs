using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Templates;

namespace CustomerCapital.Server.Demo;

/// <summary>The templates of the demo's retailer, and the first mails by them.</summary>
internal static class DemoMessages
{
    /// <summary>Thanks, without need of a consent.</summary>
    public const string Thanks = "thanks";

    /// <summary>News, to those who want them.</summary>
    public const string News = "news";

    /// <summary>Asks to confirm a consent.</summary>
    public const string Confirm = "confirm";

    /// <summary>Reminds of a survey.</summary>
    public const string Reminder = "survey-reminder";

    /// <summary>A letter of thanks.</summary>
    public const string Letter = "thank-you-letter";

    /// <summary>Who has not answered a survey is reminded after so many days.</summary>
    public const int ReminderDays = 10;

    /// <summary>So many get the news when the story ends.</summary>
    public const int FirstMails = 5;

    private static readonly IReadOnlyList<(string Name, MessageTemplate Template)> Templates =
    [
        (Thanks, Of(
            ContactPurpose.Service,
            new("en", "Thank you, {{ customer.name }}", "Dear {{ customer.name }},\n\nthank you for your {{ customer.orders }} orders. Your own page: {{ links.page }}\n"),
            new("de", "Danke, {{ customer.name }}", "Guten Tag {{ customer.name }},\n\ndanke für Ihre {{ customer.orders }} Bestellungen. Ihre eigene Seite: {{ links.page }}\n"),
            new("it", "Grazie, {{ customer.name }}", "Buongiorno {{ customer.name }},\n\ngrazie per i Suoi {{ customer.orders }} ordini. La Sua pagina: {{ links.page }}\n"))),
        (News, Of(
            ContactPurpose.Marketing,
            WithHtml("en", "A raffle for our anniversary", "Dear {{ customer.name }},", "tickets of our anniversary raffle are 50 points each.", "Your points", "No more news"),
            WithHtml("de", "Ein Gewinnspiel zum Jubiläum", "Guten Tag {{ customer.name }},", "Lose unseres Jubiläums-Gewinnspiels kosten 50 Punkte.", "Ihre Punkte", "Keine Neuigkeiten mehr"),
            WithHtml("it", "Un concorso per il nostro anniversario", "Buongiorno {{ customer.name }},", "i biglietti del nostro concorso costano 50 punti.", "I Suoi punti", "Niente più novità"))),
        (Reminder, Of(
            ContactPurpose.Survey,
            new("en", "How was it?", "Dear {{ customer.name }},\n\nwould you tell us how you liked your latest order? {{ links.survey }}\nNo more questions: {{ links.unsubscribe }}\n"),
            new("de", "Wie war es?", "Guten Tag {{ customer.name }},\n\nsagen Sie uns, wie Ihnen Ihre letzte Bestellung gefallen hat? {{ links.survey }}\nKeine Fragen mehr: {{ links.unsubscribe }}\n"),
            new("it", "Com'è andata?", "Buongiorno {{ customer.name }},\n\nci dice se il Suo ultimo ordine Le è piaciuto? {{ links.survey }}\nNiente più domande: {{ links.unsubscribe }}\n"))),
        (Letter, new()
        {
            Purpose = ContactPurpose.Marketing, Channel = ContactChannel.Post,
            Variants =
            [
                new("en", "Thank you for your order", "{{ letter.date }}\n\nDear {{ customer.name }},\n\nis everything as you wished? If anything is amiss, call us, or come by: we put it right.\n\nYours, the house and garden shop\n"),
                new("de", "Danke für Ihre Bestellung", "{{ letter.date | date: \"%d.%m.%Y\" }}\n\nGuten Tag {{ customer.name }},\n\nist alles so, wie Sie es sich gewünscht haben? Wenn etwas nicht stimmt, rufen Sie an oder kommen Sie vorbei: Wir bringen es in Ordnung.\n\nIhr Haus- und Gartenladen\n"),
                new("it", "Grazie del Suo ordine", "{{ letter.date | date: \"%d/%m/%Y\" }}\n\nBuongiorno {{ customer.name }},\n\nè tutto come desiderava? Se qualcosa non va, ci chiami o passi da noi: rimediamo.\n\nIl Suo negozio per casa e giardino\n"),
            ],
        }),
        (Confirm, Of(
            ContactPurpose.Service,
            new("en", "Please confirm", "Dear {{ customer.name }},\n\nyou have asked for our news. Please confirm: {{ links.confirm }}\n"),
            new("de", "Bitte bestätigen Sie", "Guten Tag {{ customer.name }},\n\nSie möchten unsere Neuigkeiten. Bitte bestätigen Sie: {{ links.confirm }}\n"),
            new("it", "Confermi, per favore", "Buongiorno {{ customer.name }},\n\ndesidera le nostre novità. Confermi, per favore: {{ links.confirm }}\n"))),
    ];

    /// <summary>Saves the templates.</summary>
    public static async Task SaveAsync(ICustomerCapital capital)
    {
        foreach (var (name, template) in Templates)
        {
            var kept = await capital.AskAsync(new ReadTemplates());
            if (kept.Saved.Find(name) is null && (await capital.AskAsync(new PutTemplate(name, template, kept.Version))).Version is null)
                throw new InvalidOperationException($"The template '{name}' of the demo cannot be saved.");
        }
    }

    /// <summary>Plans the news for some members who want them.</summary>
    public static async Task SendAsync(ICustomerCapital capital)
    {
        var members = new AllOf([LadderFields.Rung.Where(SegmentOperator.Equals, Rung.Member), CustomerFields.EmailConsent.Where(SegmentOperator.Equals, true)]);
        foreach (var member in (await capital.AskAsync(new FindCustomers(members, null, FirstMails))).Lines)
            await capital.ExecuteAsync(member.CustomerId, [new PlanMessage { MessageId = "first-news", Template = News }]);
    }

    private static MessageTemplate Of(ContactPurpose purpose, params TemplateVariant[] variants) => new() { Purpose = purpose, Variants = variants };

    private static TemplateVariant WithHtml(string language, string subject, string greeting, string news, string page, string leave) => new(
        language, subject, $"{greeting}\n\n{news}\n\n{page}: {{{{ links.page }}}}\n{leave}: {{{{ links.unsubscribe }}}}\n",
        $"<p>{greeting}</p><p>{news}</p><p><a href=\"{{{{ links.page }}}}\">{page}</a></p><p><small><a href=\"{{{{ links.unsubscribe }}}}\">{leave}</a></small></p>");
}
