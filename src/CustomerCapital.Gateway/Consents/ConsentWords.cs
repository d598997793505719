namespace CustomerCapital.Gateway.Consents;

/// <summary>What the pages of consents say.</summary>
internal enum ConsentWord
{
    Unsubscribe,
    UnsubscribeButton,
    Unsubscribed,
    Confirm,
    ConfirmButton,
    Confirmed,
    Outdated,
    Invalid,
    Expired,
}

/// <summary>The words of these pages in English, German and Italian.</summary>
internal static class ConsentWords
{
    private static readonly Dictionary<ConsentWord, (string English, string German, string Italian)> Words = new()
    {
        [ConsentWord.Unsubscribe] = ("Do you no longer want these e-mails?", "Möchten Sie diese E-Mails nicht mehr erhalten?", "Non desidera più ricevere queste e-mail?"),
        [ConsentWord.UnsubscribeButton] = ("Unsubscribe", "Abmelden", "Annulla l’iscrizione"),
        [ConsentWord.Unsubscribed] = ("You are unsubscribed and will get no more of these e-mails.", "Sie sind abgemeldet und erhalten diese E-Mails nicht mehr.", "L’iscrizione è annullata: non riceverà più queste e-mail."),
        [ConsentWord.Confirm] = ("Do you confirm that we may write to you?", "Bestätigen Sie, dass wir Ihnen schreiben dürfen?", "Conferma che possiamo scriverle?"),
        [ConsentWord.ConfirmButton] = ("Yes, I confirm", "Ja, ich bestätige", "Sì, confermo"),
        [ConsentWord.Confirmed] = ("Thank you. Your consent is confirmed.", "Danke. Ihre Einwilligung ist bestätigt.", "Grazie. Il Suo consenso è confermato."),
        [ConsentWord.Outdated] = ("There is nothing to confirm any more.", "Hier ist nichts mehr zu bestätigen.", "Non c’è più nulla da confermare."),
        [ConsentWord.Invalid] = ("This link is not valid.", "Dieser Link ist nicht gültig.", "Questo link non è valido."),
        [ConsentWord.Expired] = ("This link has expired.", "Dieser Link ist abgelaufen.", "Questo link è scaduto."),
    };

    /// <summary>The language of a tag; null where these pages do not speak it.</summary>
    public static string? LanguageOf(string? tag) => tag?.Split('-', '_')[0].ToLowerInvariant() is var language && language is "en" or "de" or "it" ? language : null;

    /// <summary>What is said, in a language of these.</summary>
    public static string Say(string language, ConsentWord word) => language switch
    {
        "de" => Words[word].German,
        "it" => Words[word].Italian,
        _ => Words[word].English,
    };
}
