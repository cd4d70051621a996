<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>SettingTexts</name>
    <message>
        <source>Above the lines</source>
        <translation>Über den Positionen</translation>
    </message>
    <message>
        <source>Printed on top of a receipt: address, tax number.</source>
        <translation>Oben auf dem Beleg: Anschrift, Steuernummer.</translation>
    </message>
    <message>
        <source>Below the lines</source>
        <translation>Unter den Positionen</translation>
    </message>
    <message>
        <source>Printed at its end: thanks, opening hours.</source>
        <translation>An seinem Ende: Dank, Öffnungszeiten.</translation>
    </message>
    <message>
        <source>Lock after</source>
        <translation>Sperren nach</translation>
    </message>
    <message>
        <source>Seconds without a touch until the till asks for a PIN; 0: never.</source>
        <translation>Sekunden ohne Berührung, bis die Kasse nach einer PIN fragt; 0: nie.</translation>
    </message>
    <message>
        <source>Training mode</source>
        <translation>Übungsbetrieb</translation>
    </message>
    <message>
        <source>Everything sold is for practice: marked, without a number, in no sum, and no stock moves.</source>
        <translation>Alles Verkaufte ist Übung: gekennzeichnet, ohne Nummer, in keiner Summe, und kein Bestand bewegt sich.</translation>
    </message>
    <message>
        <source>Labels of scales</source>
        <translation>Etiketten von Waagen</translation>
    </message>
    <message>
        <source>How a label carries a weight or a price, e.g. 21IIIIIWWwwwC 23IIIIIPPPppC.</source>
        <translation>Wie ein Etikett Gewicht oder Preis trägt, z. B. 21IIIIIWWwwwC 23IIIIIPPPppC.</translation>
    </message>
    <message>
        <source>Lines of a cart</source>
        <translation>Positionen eines Warenkorbs</translation>
    </message>
    <message>
        <source>At most so many, 2000 at the very most.</source>
        <translation>Höchstens so viele, äußerstenfalls 2000.</translation>
    </message>
    <message>
        <source>Quantity of a line</source>
        <translation>Menge einer Position</translation>
    </message>
    <message>
        <source>At most so many of one thing.</source>
        <translation>Höchstens so viele von einem.</translation>
    </message>
    <message>
        <source>Parked carts</source>
        <translation>Geparkte Warenkörbe</translation>
    </message>
    <message>
        <source>Hours for which a parked cart is offered; 0: without end.</source>
        <translation>Stunden, die ein geparkter Warenkorb angeboten wird; 0: ohne Ende.</translation>
    </message>
    <message>
        <source>Sell without stock</source>
        <translation>Ohne Bestand verkaufen</translation>
    </message>
    <message>
        <source>Goods may be sold when the stock says there are none left.</source>
        <translation>Waren dürfen verkauft werden, auch wenn laut Bestand keine da sind.</translation>
    </message>
    <message>
        <source>Ways to pay</source>
        <translation>Zahlungsarten</translation>
    </message>
    <message>
        <source>Apart by blanks: cash card gift-card store-credit on-account voucher cheque.</source>
        <translation>Durch Leerzeichen getrennt: cash card gift-card store-credit on-account voucher cheque.</translation>
    </message>
    <message>
        <source>Smallest coins</source>
        <translation>Kleinste Münzen</translation>
    </message>
    <message>
        <source>Where they differ from the custom, e.g. EUR=0.05 SEK=none.</source>
        <translation>Wo sie vom Üblichen abweichen, z. B. EUR=0.05 SEK=none.</translation>
    </message>
    <message>
        <source>Age of exchange rates</source>
        <translation>Alter von Wechselkursen</translation>
    </message>
    <message>
        <source>Days after which a rate is not taken any more; 0: it holds until it is changed.</source>
        <translation>Tage, nach denen ein Kurs nicht mehr gilt; 0: er gilt, bis er geändert wird.</translation>
    </message>
    <message>
        <source>Largest tip</source>
        <translation>Höchstes Trinkgeld</translation>
    </message>
    <message>
        <source>Percent of the total; more is a slip of the keys.</source>
        <translation>Prozent der Summe; mehr ist ein Vertippen.</translation>
    </message>
    <message>
        <source>Difference of a drawer</source>
        <translation>Kassendifferenz</translation>
    </message>
    <message>
        <source>How far a count may be off before a manager has to close it.</source>
        <translation>Wie weit eine Zählung abweichen darf, bevor die Leitung abschließen muss.</translation>
    </message>
    <message>
        <source>Gift card in a day</source>
        <translation>Gutscheinkarte am Tag</translation>
    </message>
    <message>
        <source>What one till may take of a card or store credit in a day, connected or not.</source>
        <translation>Was eine Kasse am Tag von einer Karte oder einem Guthaben nehmen darf, verbunden oder nicht.</translation>
    </message>
    <message>
        <source>On account</source>
        <translation>Auf Rechnung</translation>
    </message>
    <message>
        <source>What a customer may owe before a manager has to agree.</source>
        <translation>Was ein Kunde schulden darf, bevor die Leitung zustimmen muss.</translation>
    </message>
    <message>
        <source>Taxes are rounded</source>
        <translation>Steuern werden gerundet</translation>
    </message>
    <message>
        <source>On every line, or once for the order.</source>
        <translation>In jeder Position oder einmal für den Auftrag.</translation>
    </message>
    <message>
        <source>Prices and taxes</source>
        <translation>Preise und Steuern</translation>
    </message>
    <message>
        <source>How they are rounded to the smallest unit.</source>
        <translation>Wie sie auf die kleinste Einheit gerundet werden.</translation>
    </message>
    <message>
        <source>Discounts</source>
        <translation>Rabatte</translation>
    </message>
    <message>
        <source>Money goes back</source>
        <translation>Geld geht zurück</translation>
    </message>
    <message>
        <source>How it was paid, as store credit, or whatever is chosen.</source>
        <translation>Wie bezahlt wurde, als Guthaben oder wie gewählt.</translation>
    </message>
    <message>
        <source>Goods come back within</source>
        <translation>Rückgabe innerhalb</translation>
    </message>
    <message>
        <source>Days; 0: without end. Later a manager has to agree.</source>
        <translation>Tage; 0: ohne Ende. Später muss die Leitung zustimmen.</translation>
    </message>
    <message>
        <source>Without a receipt</source>
        <translation>Ohne Beleg</translation>
    </message>
    <message>
        <source>What such goods are given back in.</source>
        <translation>Worin solche Waren erstattet werden.</translation>
    </message>
    <message>
        <source>Without a receipt, at most</source>
        <translation>Ohne Beleg höchstens</translation>
    </message>
    <message>
        <source>More has to be agreed by a manager; 0: no limit.</source>
        <translation>Mehr muss die Leitung freigeben; 0: keine Grenze.</translation>
    </message>
    <message>
        <source>Deposit</source>
        <translation>Anzahlung</translation>
    </message>
    <message>
        <source>Percent: the least for goods that are put aside.</source>
        <translation>Prozent: die kleinste für zurückgelegte Ware.</translation>
    </message>
    <message>
        <source>Prices hold</source>
        <translation>Preise gelten</translation>
    </message>
    <message>
        <source>Days for layaways, quotations and pre-orders.</source>
        <translation>Tage für Zurückgelegtes, Angebote und Vorbestellungen.</translation>
    </message>
    <message>
        <source>Returns in a day</source>
        <translation>Rückgaben am Tag</translation>
    </message>
    <message>
        <source>More than this by one person are looked at.</source>
        <translation>Mehr davon bei einer Person werden angesehen.</translation>
    </message>
    <message>
        <source>Returns without a receipt</source>
        <translation>Rückgaben ohne Beleg</translation>
    </message>
    <message>
        <source>More than this by one person in a day are looked at.</source>
        <translation>Mehr davon bei einer Person am Tag werden angesehen.</translation>
    </message>
    <message>
        <source>Keyed-in discount</source>
        <translation>Eingetippter Nachlass</translation>
    </message>
    <message>
        <source>Percent below the list price from which a line is looked at.</source>
        <translation>Prozent unter dem Listenpreis, ab denen eine Position angesehen wird.</translation>
    </message>
    <message>
        <source>Large refund</source>
        <translation>Große Erstattung</translation>
    </message>
    <message>
        <source>From here on a refund is looked at.</source>
        <translation>Ab hier wird eine Erstattung angesehen.</translation>
    </message>
    <message>
        <source>Discounts in a day</source>
        <translation>Rabatte am Tag</translation>
    </message>
    <message>
        <source>More lines below their list price by one person are looked at.</source>
        <translation>Mehr Positionen unter dem Listenpreis durch eine Person werden angesehen.</translation>
    </message>
    <message>
        <source>Drawer opened without a sale</source>
        <translation>Schublade ohne Verkauf geöffnet</translation>
    </message>
    <message>
        <source>Large sale</source>
        <translation>Großer Verkauf</translation>
    </message>
    <message>
        <source>From here on a sale is looked at.</source>
        <translation>Ab hier wird ein Verkauf angesehen.</translation>
    </message>
    <message>
        <source>Large cash paid out</source>
        <translation>Große Barauszahlung</translation>
    </message>
    <message>
        <source>From here on cash out of the drawer is looked at.</source>
        <translation>Ab hier wird Bargeld aus der Schublade angesehen.</translation>
    </message>
    <message>
        <source>Large gift card</source>
        <translation>Großer Gutschein</translation>
    </message>
    <message>
        <source>From here on a card that is sold or corrected is looked at.</source>
        <translation>Ab hier wird ein verkaufter oder berichtigter Gutschein angesehen.</translation>
    </message>
    <message>
        <source>Gift cards expire</source>
        <translation>Gutscheine verfallen</translation>
    </message>
    <message>
        <source>Days after they are sold; 0: without end.</source>
        <translation>Tage nach dem Verkauf; 0: nie.</translation>
    </message>
    <message>
        <source>Blind count</source>
        <translation>Blindzählung</translation>
    </message>
    <message>
        <source>Who counts the drawer is not shown what should be in it.</source>
        <translation>Wer die Schublade zählt, sieht nicht, was darin sein soll.</translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation>Beleg</translation>
    </message>
    <message>
        <source>Selling</source>
        <translation>Verkauf</translation>
    </message>
    <message>
        <source>Payments and cash</source>
        <translation>Zahlung und Bargeld</translation>
    </message>
    <message>
        <source>Rounding</source>
        <translation>Rundung</translation>
    </message>
    <message>
        <source>Returns</source>
        <translation>Rückgaben</translation>
    </message>
    <message>
        <source>Placed orders</source>
        <translation>Aufträge</translation>
    </message>
    <message>
        <source>Worth a look</source>
        <translation>Auffälliges</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nein</translation>
    </message>
    <message>
        <source>on every line</source>
        <translation>in jeder Position</translation>
    </message>
    <message>
        <source>once for the order</source>
        <translation>einmal für den Auftrag</translation>
    </message>
    <message>
        <source>half up</source>
        <translation>kaufmännisch</translation>
    </message>
    <message>
        <source>half to even</source>
        <translation>zur geraden Ziffer</translation>
    </message>
    <message>
        <source>half down</source>
        <translation>die Hälfte ab</translation>
    </message>
    <message>
        <source>down</source>
        <translation>immer ab</translation>
    </message>
    <message>
        <source>as prices are</source>
        <translation>wie Preise</translation>
    </message>
    <message>
        <source>how it was paid</source>
        <translation>wie bezahlt wurde</translation>
    </message>
    <message>
        <source>store credit</source>
        <translation>als Guthaben</translation>
    </message>
    <message>
        <source>whatever is chosen</source>
        <translation>wie gewählt</translation>
    </message>
    <message>
        <source>cash</source>
        <translation>bar</translation>
    </message>
    <message>
        <source>nothing: refused</source>
        <translation>gar nicht: abgelehnt</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Weiteres</translation>
    </message>
    <message>
        <source>Printer</source>
        <translation>Drucker</translation>
    </message>
    <message>
        <source>Of this till&apos;s receipts, as the system calls it; empty: none.</source>
        <translation>Für die Bons dieser Kasse, wie das System ihn nennt; leer: keiner.</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>Papier</translation>
    </message>
    <message>
        <source>How wide it is, in millimetres.</source>
        <translation>Wie breit es ist, in Millimetern.</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>Drucken</translation>
    </message>
    <message>
        <source>Every receipt, or those that are asked for.</source>
        <translation>Jeder Bon oder nur, wer danach fragt.</translation>
    </message>
    <message>
        <source>when asked</source>
        <translation>auf Wunsch</translation>
    </message>
    <message>
        <source>every receipt</source>
        <translation>jeder Bon</translation>
    </message>
</context>
<context>
    <name>kontor::ApprovalPanel</name>
    <message>
        <source>Another price needs a second person.</source>
        <translation>Ein anderer Preis braucht eine zweite Person.</translation>
    </message>
    <message>
        <source>Taking goods back needs a second person.</source>
        <translation>Eine Rücknahme braucht eine zweite Person.</translation>
    </message>
    <message>
        <source>This needs a second person.</source>
        <translation>Das braucht eine zweite Person.</translation>
    </message>
    <message>
        <source>Approval</source>
        <translation>Freigabe</translation>
    </message>
    <message>
        <source>Leave as it is</source>
        <translation>So lassen</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Who says yes?</source>
        <translation>Wer sagt ja?</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>name, role</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Nobody else works here yet.</source>
        <translation>Hier arbeitet noch niemand sonst.</translation>
    </message>
    <message>
        <source>Type your PIN, then Enter. The sale stays with whoever is signed in.</source>
        <translation>PIN eingeben, dann Enter. Der Verkauf bleibt bei der angemeldeten Person.</translation>
    </message>
</context>
<context>
    <name>kontor::BackOffice</name>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Catalogue</source>
        <translation>Katalog</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Import</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
</context>
<context>
    <name>kontor::Button</name>
    <message>
        <source>Key: %1</source>
        <translation>Taste: %1</translation>
    </message>
</context>
<context>
    <name>kontor::CatalogPage</name>
    <message>
        <source>Catalogue</source>
        <translation>Katalog</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Import</translation>
    </message>
    <message>
        <source>New product</source>
        <translation>Neuer Artikel</translation>
    </message>
    <message>
        <source>Ctrl N</source>
        <translation>Strg N</translation>
    </message>
    <message>
        <source>Products</source>
        <translation>Artikel</translation>
    </message>
    <message>
        <source>The catalogue cannot be read.</source>
        <translation>Der Katalog lässt sich nicht lesen.</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>Gespeichert.</translation>
    </message>
    <message>
        <source>The tills have it as soon as they are connected.</source>
        <translation>Die Kassen haben es, sobald sie verbunden sind.</translation>
    </message>
    <message>
        <source>Search name, SKU, barcode, brand</source>
        <translation>Name, Artikelnummer, Strichcode, Marke suchen</translation>
    </message>
    <message>
        <source>Published</source>
        <translation>Im Verkauf</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>Entwurf</translation>
    </message>
    <message>
        <source>Archived</source>
        <translation>Archiviert</translation>
    </message>
    <message>
        <source>In stock</source>
        <translation>Vorrätig</translation>
    </message>
    <message>
        <source>Out of stock</source>
        <translation>Nicht vorrätig</translation>
    </message>
    <message>
        <source>All categories</source>
        <translation>Alle Warengruppen</translation>
    </message>
    <message>
        <source>No product is like that</source>
        <translation>Kein Artikel ist so</translation>
    </message>
    <message>
        <source>Take a filter away, or add a product with Ctrl N.</source>
        <translation>Einen Filter wegnehmen oder mit Strg N einen Artikel anlegen.</translation>
    </message>
    <message>
        <source>Nothing found for “%1”</source>
        <translation>Nichts gefunden für „%1“</translation>
    </message>
    <message>
        <source>Try fewer letters, or another word of the name.</source>
        <translation>Weniger Buchstaben versuchen oder ein anderes Wort des Namens.</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>Preis</translation>
    </message>
    <message>
        <source>Price from</source>
        <translation>Preis ab</translation>
    </message>
    <message>
        <source>Price to</source>
        <translation>Preis bis</translation>
    </message>
    <message>
        <source>to</source>
        <translation>bis</translation>
    </message>
    <message>
        <source>Price from %1</source>
        <translation>Preis ab %1</translation>
    </message>
    <message>
        <source>Price to %1</source>
        <translation>Preis bis %1</translation>
    </message>
    <message>
        <source>Price %1–%2</source>
        <comment>from, to</comment>
        <translation>Preis %1–%2</translation>
    </message>
    <message>
        <source>The first %1 end here. Search or filter to see the others.</source>
        <translation>Hier enden die ersten %1. Suchen oder filtern zeigt die anderen.</translation>
    </message>
</context>
<context>
    <name>kontor::CatalogTable</name>
    <message>
        <source>more than %1 products</source>
        <translation>mehr als %1 Artikel</translation>
    </message>
    <message numerus="yes">
        <source>%1 product(s)</source>
        <translation>
            <numerusform>%1 Artikel</numerusform>
            <numerusform>%1 Artikel</numerusform>
        </translation>
    </message>
    <message>
        <source>none</source>
        <comment>price</comment>
        <translation>keiner</translation>
    </message>
    <message>
        <source>Published</source>
        <translation>Im Verkauf</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>Entwurf</translation>
    </message>
    <message>
        <source>Archived</source>
        <translation>Archiviert</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>Artikel</translation>
    </message>
    <message>
        <source>SKU</source>
        <translation>Artikelnr.</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Warengruppe</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>Preis</translation>
    </message>
    <message>
        <source>On hand</source>
        <translation>Bestand</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
</context>
<context>
    <name>kontor::CustomerPanel</name>
    <message>
        <source>Number, name, company or telephone of the customer</source>
        <translation>Nummer, Name, Firma oder Telefon des Kunden</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>Niemand</translation>
    </message>
    <message>
        <source>Ctrl+Del</source>
        <translation>Strg+Entf</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>Kunde</translation>
    </message>
    <message>
        <source>The sale is nobody&apos;s in particular</source>
        <translation>Der Verkauf gehört niemand bestimmtem</translation>
    </message>
    <message>
        <source>Leave as it is</source>
        <translation>So lassen</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>name, details</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>Who is it?</source>
        <translation>Wer ist es?</translation>
    </message>
    <message>
        <source>Type a part of the name, or scan the customer&apos;s card.</source>
        <translation>Einen Teil des Namens eingeben oder die Kundenkarte scannen.</translation>
    </message>
    <message>
        <source>Nobody found for “%1”</source>
        <translation>Niemand gefunden für „%1“</translation>
    </message>
    <message>
        <source>New customer</source>
        <translation>Neuer Kunde</translation>
    </message>
    <message>
        <source>Ctrl N</source>
        <translation>Strg N</translation>
    </message>
    <message>
        <source>Try fewer letters, or add them as a new customer.</source>
        <translation>Weniger Buchstaben, oder als neuen Kunden anlegen.</translation>
    </message>
</context>
<context>
    <name>kontor::EnrolmentPanel</name>
    <message>
        <source>The server does not answer: %1. Is the address right, and is it running?</source>
        <translation>Der Server antwortet nicht: %1. Stimmt die Adresse, und läuft er?</translation>
    </message>
    <message>
        <source>The invitation is not taken: %1. Each is good once, for a day; have a new one made.</source>
        <translation>Die Einladung gilt nicht: %1. Jede gilt einmal, für einen Tag; bitte eine neue machen lassen.</translation>
    </message>
    <message>
        <source>This is not the server that the invitation names: %1.</source>
        <translation>Das ist nicht der Server, den die Einladung nennt: %1.</translation>
    </message>
    <message>
        <source>The address: %1.</source>
        <translation>Die Adresse: %1.</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>read out at the server</source>
        <translation>wird am Server vorgelesen</translation>
    </message>
    <message>
        <source>Connect by code</source>
        <translation>Mit Code verbinden</translation>
    </message>
    <message>
        <source>By a code</source>
        <translation>Mit einem Code</translation>
    </message>
    <message>
        <source>Where it is, e.g. https://10.0.0.5:8470.</source>
        <translation>Wo er ist, z. B. https://10.0.0.5:8470.</translation>
    </message>
    <message>
        <source>Made there by: kontorctl enrol --make-code. Good once, for a day.</source>
        <translation>Dort gemacht mit: kontorctl enrol --make-code. Gilt einmal, für einen Tag.</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>a one-time file of the server</source>
        <translation>eine einmalige Datei des Servers</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>Auswählen</translation>
    </message>
    <message>
        <source>Connect by file</source>
        <translation>Mit Datei verbinden</translation>
    </message>
    <message>
        <source>By a file</source>
        <translation>Mit einer Datei</translation>
    </message>
    <message>
        <source>Made there by: kontorctl enrol --make FILE. It holds a secret: delete it afterwards.</source>
        <translation>Dort gemacht mit: kontorctl enrol --make DATEI. Sie enthält ein Geheimnis: danach löschen.</translation>
    </message>
    <message>
        <source>This till works alone. A server brings it together with other tills.</source>
        <translation>Diese Kasse arbeitet allein. Ein Server verbindet sie mit anderen Kassen.</translation>
    </message>
    <message>
        <source>Connected with %1.</source>
        <translation>Verbunden mit %1.</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>Datei auswählen</translation>
    </message>
    <message>
        <source>This is needed.</source>
        <translation>Das wird gebraucht.</translation>
    </message>
    <message>
        <source>Cancelled. If the invitation is not taken any more, have a new one made.</source>
        <translation>Abgebrochen. Wird die Einladung nicht mehr angenommen, lassen Sie eine neue machen.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Cancel connecting</source>
        <translation>Verbinden abbrechen</translation>
    </message>
</context>
<context>
    <name>kontor::EntryCard</name>
    <message>
        <source>%1: %2</source>
        <comment>caption, what was keyed in</comment>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>kontor::ErrorText</name>
    <message>
        <source>must not be empty</source>
        <translation>darf nicht leer sein</translation>
    </message>
    <message>
        <source>is longer than %1 bytes</source>
        <translation>ist länger als %1 Bytes</translation>
    </message>
    <message>
        <source>is not UTF-8 text</source>
        <translation>ist kein UTF-8-Text</translation>
    </message>
    <message>
        <source>holds a control character</source>
        <translation>enthält ein Steuerzeichen</translation>
    </message>
    <message>
        <source>it has this name already</source>
        <translation>heißt schon so</translation>
    </message>
    <message>
        <source>a store is called so already</source>
        <translation>eine Filiale heißt schon so</translation>
    </message>
    <message>
        <source>must be one of %1</source>
        <translation>muss eines von %1 sein</translation>
    </message>
    <message>
        <source>must be true or false</source>
        <translation>muss true oder false sein</translation>
    </message>
    <message>
        <source>must be at most 2,000 bytes of text</source>
        <translation>darf höchstens 2.000 Bytes Text haben</translation>
    </message>
    <message>
        <source>must be formats of 13 characters such as %1</source>
        <translation>müssen Formate von 13 Zeichen sein, zum Beispiel %1</translation>
    </message>
    <message>
        <source>must be smallest coins such as %1</source>
        <translation>müssen kleinste Münzen sein, zum Beispiel %1</translation>
    </message>
    <message>
        <source>must be a whole number from 0 to %1</source>
        <translation>muss eine ganze Zahl von 0 bis %1 sein</translation>
    </message>
    <message>
        <source>must be a whole number of minor units</source>
        <translation>muss eine ganze Zahl kleinster Einheiten sein</translation>
    </message>
    <message>
        <source>at most %1 %2</source>
        <translation>höchstens %1 %2</translation>
    </message>
    <message>
        <source>cannot be opened: %1</source>
        <translation>lässt sich nicht öffnen: %1</translation>
    </message>
    <message>
        <source>cannot be read to its end</source>
        <translation>lässt sich nicht bis zum Ende lesen</translation>
    </message>
    <message>
        <source>cannot be written</source>
        <translation>lässt sich nicht schreiben</translation>
    </message>
    <message>
        <source>is a folder; name a file</source>
        <translation>ist ein Ordner; nennen Sie eine Datei</translation>
    </message>
    <message>
        <source>the packed file ends too early: it was cut</source>
        <translation>die gepackte Datei endet zu früh: sie ist abgeschnitten</translation>
    </message>
    <message>
        <source>the packed file is damaged: %1</source>
        <translation>die gepackte Datei ist beschädigt: %1</translation>
    </message>
    <message>
        <source>the file is empty</source>
        <translation>die Datei ist leer</translation>
    </message>
    <message>
        <source>is not clean UTF-8 text</source>
        <translation>ist kein sauberer UTF-8-Text</translation>
    </message>
    <message>
        <source>has a quotation mark that is not closed</source>
        <translation>hat ein Anführungszeichen, das nicht geschlossen wird</translation>
    </message>
    <message>
        <source>is longer than any record</source>
        <translation>ist länger als jeder Datensatz</translation>
    </message>
    <message>
        <source>has %1 fields, not %2</source>
        <translation>hat %1 Felder statt %2</translation>
    </message>
    <message>
        <source>is the file that was read: choose another name</source>
        <translation>ist die gelesene Datei: wählen Sie einen anderen Namen</translation>
    </message>
    <message>
        <source>was stopped before anything was written</source>
        <translation>wurde angehalten, bevor etwas geschrieben war</translation>
    </message>
    <message>
        <source>no answer in time</source>
        <translation>keine rechtzeitige Antwort</translation>
    </message>
    <message>
        <source>it is enrolled already</source>
        <translation>sie ist schon angemeldet</translation>
    </message>
    <message>
        <source>the enrolment file has expired; make a new one</source>
        <translation>die Anmeldedatei ist abgelaufen; machen Sie eine neue</translation>
    </message>
    <message>
        <source>another program has this data folder open; close it first</source>
        <translation>ein anderes Programm hat diesen Datenordner offen; schließen Sie es zuerst</translation>
    </message>
    <message>
        <source>this data folder has a shop of its own; enrol with a new one</source>
        <translation>dieser Datenordner hat schon einen eigenen Laden; melden Sie einen neuen an</translation>
    </message>
    <message>
        <source>nobody here may enrol terminals</source>
        <translation>hier darf niemand Kassen anmelden</translation>
    </message>
    <message>
        <source>&apos;%1&apos; stands in an earlier row too</source>
        <translation>„%1“ steht schon in einer früheren Zeile</translation>
    </message>
    <message>
        <source>&apos;%1&apos; is counted in an earlier row too</source>
        <translation>„%1“ ist schon in einer früheren Zeile gezählt</translation>
    </message>
    <message>
        <source>another product has &apos;%1&apos;</source>
        <translation>ein anderer Artikel hat „%1“</translation>
    </message>
    <message>
        <source>another product has it</source>
        <translation>ein anderer Artikel hat es</translation>
    </message>
    <message>
        <source>no product has &apos;%1&apos;</source>
        <translation>kein Artikel hat „%1“</translation>
    </message>
    <message>
        <source>the shop has no product &quot;%1&quot;; import products first</source>
        <translation>der Laden hat keinen Artikel „%1“; erst Artikel einlesen</translation>
    </message>
    <message>
        <source>&apos;%1&apos; is no price</source>
        <translation>„%1“ ist kein Preis</translation>
    </message>
    <message>
        <source>&apos;%1&apos; is no quantity</source>
        <translation>„%1“ ist keine Menge</translation>
    </message>
    <message>
        <source>a price is zero or more</source>
        <translation>Ein Preis ist null oder mehr</translation>
    </message>
    <message>
        <source>%1 is not a whole number</source>
        <translation>%1 ist keine ganze Zahl</translation>
    </message>
    <message>
        <source>%1 is more than a shop can hold</source>
        <translation>%1 ist mehr, als ein Laden fasst</translation>
    </message>
    <message>
        <source>%1 is not a price</source>
        <translation>%1 ist kein Preis</translation>
    </message>
    <message>
        <source>%1 is more than any price</source>
        <translation>%1 ist mehr als jeder Preis</translation>
    </message>
    <message>
        <source>%1 is not a time</source>
        <translation>%1 ist kein Zeitpunkt</translation>
    </message>
    <message>
        <source>%1 is too long</source>
        <translation>%1 ist zu lang</translation>
    </message>
    <message>
        <source>is empty</source>
        <translation>ist leer</translation>
    </message>
    <message>
        <source>is 0</source>
        <translation>ist 0</translation>
    </message>
    <message>
        <source>is below zero, which is an entry in the accounts and not a sale</source>
        <translation>ist unter null, also eine Buchung und kein Verkauf</translation>
    </message>
    <message>
        <source>an adjustment of accounts and not a sale</source>
        <translation>eine Berichtigung der Bücher und kein Verkauf</translation>
    </message>
    <message>
        <source>has a character that was lost on the way (%1)</source>
        <translation>hat ein Zeichen, das unterwegs verloren ging (%1)</translation>
    </message>
    <message>
        <source>the line %1</source>
        <comment>has 3 fields, not 5</comment>
        <translation>Die Zeile %1</translation>
    </message>
    <message>
        <source>&apos;%1&apos; is no address</source>
        <translation>„%1“ ist keine Adresse</translation>
    </message>
    <message>
        <source>the shop has no tax &apos;%1&apos;</source>
        <translation>der Laden hat keine Steuer „%1“</translation>
    </message>
    <message>
        <source>the shop has no unit &apos;%1&apos;</source>
        <translation>der Laden hat keine Einheit „%1“</translation>
    </message>
</context>
<context>
    <name>kontor::HourChart</name>
    <message>
        <source>Sales by hour</source>
        <translation>Umsatz nach Stunden</translation>
    </message>
</context>
<context>
    <name>kontor::ImportModel</name>
    <message>
        <source>Reading the file</source>
        <translation>Datei wird gelesen</translation>
    </message>
    <message>
        <source>Adding products</source>
        <translation>Artikel werden angelegt</translation>
    </message>
    <message>
        <source>Adding customers</source>
        <translation>Kunden werden angelegt</translation>
    </message>
    <message>
        <source>Adding sales</source>
        <translation>Verkäufe werden angelegt</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>SKU</source>
        <translation>Artikelnr.</translation>
    </message>
    <message>
        <source>Barcode</source>
        <translation>Strichcode</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>Preis</translation>
    </message>
    <message>
        <source>Brand</source>
        <translation>Marke</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Warengruppe</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>Menge</translation>
    </message>
    <message>
        <source>Date and time</source>
        <translation>Datum und Zeit</translation>
    </message>
    <message>
        <source>Customer number</source>
        <translation>Kundennummer</translation>
    </message>
    <message>
        <source>Stopped. What was written until then stays; run it again to go on.</source>
        <translation>Angehalten. Was bis dahin geschrieben wurde, bleibt; noch einmal starten, um fortzufahren.</translation>
    </message>
    <message>
        <source>%1 of SKU %2: %3</source>
        <comment>field, SKU, what is wrong</comment>
        <translation>%1 der Artikelnummer %2: %3</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>field, what is wrong</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Tax</source>
        <translation>Steuer</translation>
    </message>
    <message>
        <source>Sold by</source>
        <translation>Verkauft nach</translation>
    </message>
    <message>
        <source>Company</source>
        <translation>Firma</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>Telephone</source>
        <translation>Telefon</translation>
    </message>
</context>
<context>
    <name>kontor::ImportPage</name>
    <message>
        <source>Import</source>
        <translation>Import</translation>
    </message>
    <message>
        <source>files of other systems into this shop</source>
        <translation>Dateien anderer Systeme in dieses Geschäft</translation>
    </message>
    <message>
        <source>%1 …</source>
        <translation>%1 …</translation>
    </message>
    <message>
        <source>%1: %2%</source>
        <translation>%1: %2 %</translation>
    </message>
    <message>
        <source>The import did not end.</source>
        <translation>Der Import ist nicht fertig geworden.</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>Gespeichert als %1.</translation>
    </message>
    <message>
        <source>Mend the rows there and import that file: what is in the shop already is passed over.</source>
        <translation>Die Zeilen dort berichtigen und diese Datei importieren: was schon da ist, wird übergangen.</translation>
    </message>
    <message>
        <source>Products</source>
        <translation>Artikel</translation>
    </message>
    <message>
        <source>Customers</source>
        <translation>Kunden</translation>
    </message>
    <message>
        <source>Stock</source>
        <translation>Bestand</translation>
    </message>
    <message>
        <source>Sales</source>
        <translation>Verkäufe</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>A CSV file, packed with zstd or not; or drop one here</source>
        <translation>Eine CSV-Datei, mit zstd gepackt oder nicht; oder hier ablegen</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>Auswählen</translation>
    </message>
    <message>
        <source>Ctrl O</source>
        <translation>Strg O</translation>
    </message>
    <message>
        <source>Which column is what</source>
        <translation>Welche Spalte was ist</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>First rows</source>
        <translation>Erste Zeilen</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>First rows of the file</source>
        <translation>Erste Zeilen der Datei</translation>
    </message>
    <message>
        <source>Refused rows</source>
        <translation>Abgelehnte Zeilen</translation>
    </message>
    <message>
        <source>Save refused rows</source>
        <translation>Abgelehnte speichern</translation>
    </message>
    <message>
        <source>Dry run</source>
        <translation>Probelauf</translation>
    </message>
    <message>
        <source>Ctrl Enter</source>
        <translation>Strg Enter</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>Datei auswählen</translation>
    </message>
    <message>
        <source>Tables (*.csv *.txt *.tsv *.zst);;All files (*)</source>
        <translation>Tabellen (*.csv *.txt *.tsv *.zst);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Any columns will do: Kontor guesses which is which, and you put it right. Nothing is written before you say Import.</source>
        <translation>Die Spalten sind beliebig: Kontor errät, welche was ist, und Sie berichtigen es. Vor „Import“ wird nichts geschrieben.</translation>
    </message>
    <message>
        <source>This file cannot be read</source>
        <translation>Diese Datei lässt sich nicht lesen</translation>
    </message>
    <message>
        <source>Refused %1</source>
        <translation>Abgelehnt %1</translation>
    </message>
    <message>
        <source>Dates</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>day first, 31.12.2026</source>
        <translation>Tag zuerst, 31.12.2026</translation>
    </message>
    <message>
        <source>month first, 12/31/2026</source>
        <translation>Monat zuerst, 12/31/2026</translation>
    </message>
    <message>
        <source>– choose –</source>
        <translation>– wählen –</translation>
    </message>
    <message>
        <source>– none –</source>
        <translation>– keine –</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>column, examples</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>No file yet.</source>
        <translation>Noch keine Datei.</translation>
    </message>
    <message>
        <source>Looking at the file …</source>
        <translation>Die Datei wird angesehen …</translation>
    </message>
    <message>
        <source>%1 rows: %2 would be imported, %3 are there already, %4 are refused.</source>
        <translation>%1 Zeilen: %2 würden importiert, %3 sind schon da, %4 werden abgelehnt.</translation>
    </message>
    <message>
        <source>%1 rows: %2 imported, %3 were there already, %4 refused.</source>
        <translation>%1 Zeilen: %2 importiert, %3 waren schon da, %4 abgelehnt.</translation>
    </message>
    <message>
        <source>They come to %1.</source>
        <translation>Zusammen %1.</translation>
    </message>
    <message>
        <source>The file does not end with a line end: its last line may be cut.</source>
        <translation>Die Datei endet ohne Zeilenende: die letzte Zeile ist vielleicht abgeschnitten.</translation>
    </message>
    <message>
        <source>Choose another file.</source>
        <translation>Eine andere Datei auswählen.</translation>
    </message>
    <message>
        <source>Are the columns right? A dry run checks every row and writes nothing.</source>
        <translation>Stimmen die Spalten? Ein Probelauf prüft jede Zeile und schreibt nichts.</translation>
    </message>
    <message>
        <source>Say which column is: %1.</source>
        <translation>Bitte sagen, welche Spalte das ist: %1.</translation>
    </message>
    <message>
        <source>The file is read as %1.</source>
        <translation>Die Datei wird als %1 gelesen.</translation>
    </message>
</context>
<context>
    <name>kontor::ImportPreviewTable</name>
    <message>
        <source>%1, looks wrong</source>
        <translation>%1, sieht falsch aus</translation>
    </message>
</context>
<context>
    <name>kontor::ImportRefusedTable</name>
    <message>
        <source>Why it was refused</source>
        <translation>Warum abgelehnt</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>Zeile</translation>
    </message>
</context>
<context>
    <name>kontor::Keypad</name>
    <message>
        <source>Erase the last digit</source>
        <translation>Letzte Ziffer löschen</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>C</source>
        <comment>clear the amount</comment>
        <translation>C</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Decimal mark</source>
        <translation>Dezimalzeichen</translation>
    </message>
</context>
<context>
    <name>kontor::LetterKeys</name>
    <message>
        <source>QWERTYUIOP</source>
        <comment>first row of letters of a keyboard</comment>
        <translation>QWERTZUIOP</translation>
    </message>
    <message>
        <source>ASDFGHJKL-</source>
        <comment>second row of letters, and a dash</comment>
        <translation>ASDFGHJKL-</translation>
    </message>
    <message>
        <source>ZXCVBNM</source>
        <comment>third row of letters</comment>
        <translation>YXCVBNM</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Leertaste</translation>
    </message>
    <message>
        <source>Erase the last letter</source>
        <translation>Letzten Buchstaben löschen</translation>
    </message>
</context>
<context>
    <name>kontor::MainWindow</name>
    <message>
        <source>Kontor</source>
        <translation>Kontor</translation>
    </message>
    <message>
        <source>Sell</source>
        <translation>Verkaufen</translation>
    </message>
    <message>
        <source>Back office</source>
        <translation>Büro</translation>
    </message>
    <message>
        <source>Back office, and back to selling (F10)</source>
        <translation>Büro, und zurück zum Verkauf (F10)</translation>
    </message>
    <message>
        <source>Light colours</source>
        <translation>Helle Farben</translation>
    </message>
    <message>
        <source>Dark colours</source>
        <translation>Dunkle Farben</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Sperren</translation>
    </message>
    <message>
        <source>Lock (Ctrl+L)</source>
        <translation>Sperren (Strg+L)</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>store, terminal</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>No server set up</source>
        <translation>Kein Server eingerichtet</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>Offline</translation>
    </message>
    <message numerus="yes">
        <source>Offline · %n change(s) waiting</source>
        <translation>
            <numerusform>Offline · %n Änderung wartet</numerusform>
            <numerusform>Offline · %n Änderungen warten</numerusform>
        </translation>
    </message>
    <message>
        <source>Update Kontor to sync again</source>
        <translation>Kontor aktualisieren, um weiter abzugleichen</translation>
    </message>
    <message>
        <source>Syncing</source>
        <translation>Abgleich läuft</translation>
    </message>
    <message numerus="yes">
        <source>Syncing · %n change(s)</source>
        <translation>
            <numerusform>Abgleich · %n Änderung</numerusform>
            <numerusform>Abgleich · %n Änderungen</numerusform>
        </translation>
    </message>
    <message>
        <source>All changes synced</source>
        <translation>Alles abgeglichen</translation>
    </message>
</context>
<context>
    <name>kontor::Notice</name>
    <message>
        <source>There is nothing to sell yet.</source>
        <translation>Es gibt noch nichts zu verkaufen.</translation>
    </message>
    <message>
        <source>Scan or touch an item first.</source>
        <translation>Erst einen Artikel scannen oder antippen.</translation>
    </message>
    <message>
        <source>This product is not for sale.</source>
        <translation>Dieser Artikel ist nicht im Verkauf.</translation>
    </message>
    <message>
        <source>The back office can publish it.</source>
        <translation>Das Büro kann ihn in den Verkauf geben.</translation>
    </message>
    <message>
        <source>This product has no price.</source>
        <translation>Dieser Artikel hat keinen Preis.</translation>
    </message>
    <message>
        <source>The back office can set one.</source>
        <translation>Das Büro kann einen setzen.</translation>
    </message>
    <message>
        <source>This quantity is not possible.</source>
        <translation>Diese Menge ist nicht möglich.</translation>
    </message>
    <message>
        <source>This does not pay the sale.</source>
        <translation>Das bezahlt den Verkauf nicht.</translation>
    </message>
    <message>
        <source>Type what the customer gave.</source>
        <translation>Eingeben, was der Kunde gegeben hat.</translation>
    </message>
    <message>
        <source>This is no part of the payment.</source>
        <translation>Das ist kein Teil der Zahlung.</translation>
    </message>
    <message>
        <source>Type a part that can be paid in coins.</source>
        <translation>Einen Teil eingeben, der sich in Münzen zahlen lässt.</translation>
    </message>
    <message>
        <source>This is too much for a tip.</source>
        <translation>Das ist zu viel für ein Trinkgeld.</translation>
    </message>
    <message>
        <source>Type a smaller one; the settings say how much there may be.</source>
        <translation>Geben Sie ein kleineres ein; die Einstellungen sagen, wie viel es sein darf.</translation>
    </message>
    <message>
        <source>Whole points do not pay just this.</source>
        <translation>Ganze Punkte zahlen nicht genau diesen Betrag.</translation>
    </message>
    <message>
        <source>Take the amount that is filled in, or less of it.</source>
        <translation>Nehmen Sie den eingetragenen Betrag oder weniger davon.</translation>
    </message>
    <message>
        <source>Only cash gives change.</source>
        <translation>Nur Bargeld gibt Rückgeld.</translation>
    </message>
    <message>
        <source>Type at most what is left to pay.</source>
        <translation>Höchstens eingeben, was noch zu zahlen ist.</translation>
    </message>
    <message>
        <source>Of a card only the last four digits are kept.</source>
        <translation>Von einer Karte werden nur die letzten vier Ziffern behalten.</translation>
    </message>
    <message>
        <source>Type those four, or none.</source>
        <translation>Diese vier eingeben oder keine.</translation>
    </message>
    <message>
        <source>This code cannot be used.</source>
        <translation>Dieser Code lässt sich nicht verwenden.</translation>
    </message>
    <message>
        <source>Scan or type the code on the card again.</source>
        <translation>Den Code der Karte noch einmal scannen oder eingeben.</translation>
    </message>
    <message>
        <source>Its number is missing.</source>
        <translation>Die Nummer fehlt.</translation>
    </message>
    <message>
        <source>Type the number that stands on it.</source>
        <translation>Die Nummer eingeben, die darauf steht.</translation>
    </message>
    <message>
        <source>Nobody is named who pays later.</source>
        <translation>Es ist niemand genannt, der später zahlt.</translation>
    </message>
    <message>
        <source>Name the customer on the sell page.</source>
        <translation>Den Kunden auf der Verkaufsseite nennen.</translation>
    </message>
    <message>
        <source>They would owe more than they may.</source>
        <translation>Das wäre mehr, als dieser Kunde schulden darf.</translation>
    </message>
    <message>
        <source>Take another payment, or ask a manager.</source>
        <translation>Anders zahlen lassen oder die Leitung fragen.</translation>
    </message>
    <message>
        <source>This is not taken here.</source>
        <translation>Das wird hier nicht genommen.</translation>
    </message>
    <message>
        <source>Choose another way to pay.</source>
        <translation>Eine andere Zahlungsart wählen.</translation>
    </message>
    <message>
        <source>Goods without a receipt are not taken back here.</source>
        <translation>Waren ohne Beleg werden hier nicht zurückgenommen.</translation>
    </message>
    <message>
        <source>Find the sale by its receipt.</source>
        <translation>Den Verkauf über seinen Beleg suchen.</translation>
    </message>
    <message>
        <source>It was sold too long ago.</source>
        <translation>Der Verkauf ist zu lange her.</translation>
    </message>
    <message>
        <source>Ask a manager.</source>
        <translation>Die Leitung fragen.</translation>
    </message>
    <message>
        <source>This till is for practice.</source>
        <translation>Diese Kasse ist zur Übung.</translation>
    </message>
    <message>
        <source>Only new goods, and only for cash.</source>
        <translation>Nur neue Waren, und nur bar.</translation>
    </message>
    <message>
        <source>This cannot come back.</source>
        <translation>Das kann nicht zurückgenommen werden.</translation>
    </message>
    <message>
        <source>Only what a sale sold comes back.</source>
        <translation>Nur was ein Verkauf verkauft hat, kommt zurück.</translation>
    </message>
    <message>
        <source>This is not possible: %1.</source>
        <translation>Das ist nicht möglich: %1.</translation>
    </message>
    <message>
        <source>Check what was typed.</source>
        <translation>Die Eingabe prüfen.</translation>
    </message>
    <message>
        <source>Nobody knows this code.</source>
        <translation>Diesen Code kennt niemand.</translation>
    </message>
    <message>
        <source>This is not in the shop any more.</source>
        <translation>Das ist nicht mehr im Geschäft.</translation>
    </message>
    <message>
        <source>Search for the product by name.</source>
        <translation>Den Artikel nach Namen suchen.</translation>
    </message>
    <message>
        <source>You are not allowed to do this.</source>
        <translation>Sie dürfen das nicht.</translation>
    </message>
    <message>
        <source>Ask someone with the right to sign in.</source>
        <translation>Jemanden mit diesem Recht bitten, sich anzumelden.</translation>
    </message>
    <message>
        <source>A price has changed meanwhile.</source>
        <translation>Ein Preis hat sich inzwischen geändert.</translation>
    </message>
    <message>
        <source>Check the new total and take the payment again.</source>
        <translation>Die neue Summe prüfen und noch einmal kassieren.</translation>
    </message>
    <message>
        <source>There is not enough in stock.</source>
        <translation>Der Bestand reicht nicht.</translation>
    </message>
    <message>
        <source>Lower the quantity, or count the stock anew.</source>
        <translation>Die Menge senken oder den Bestand neu zählen.</translation>
    </message>
    <message>
        <source>There is not enough on it, or not for today.</source>
        <translation>Es ist nicht genug darauf, oder nicht für heute.</translation>
    </message>
    <message>
        <source>Take less of it, and the rest another way.</source>
        <translation>Weniger davon nehmen und den Rest anders.</translation>
    </message>
    <message>
        <source>The card payment does not fit this sale.</source>
        <translation>Die Kartenzahlung passt nicht zu diesem Verkauf.</translation>
    </message>
    <message>
        <source>Remove it from the list and take it again.</source>
        <translation>Aus der Liste entfernen und noch einmal annehmen.</translation>
    </message>
    <message>
        <source>More comes back than is left of what was paid.</source>
        <translation>Es kommt mehr zurück, als vom Bezahlten übrig ist.</translation>
    </message>
    <message>
        <source>Some of it came back before: check the receipt.</source>
        <translation>Ein Teil kam schon zurück: den Beleg prüfen.</translation>
    </message>
    <message>
        <source>The exchange rate has changed meanwhile.</source>
        <translation>Der Wechselkurs hat sich inzwischen geändert.</translation>
    </message>
    <message>
        <source>Check the amount and take it again.</source>
        <translation>Den Betrag prüfen und noch einmal annehmen.</translation>
    </message>
    <message>
        <source>A part of this sale is paid already.</source>
        <translation>Ein Teil dieses Verkaufs ist schon bezahlt.</translation>
    </message>
    <message>
        <source>Finish it, or give the money back on the payment page first.</source>
        <translation>Schließen Sie ihn ab oder geben Sie auf der Zahlungsseite erst das Geld zurück.</translation>
    </message>
    <message>
        <source>The order of these goods is over or was cancelled.</source>
        <translation>Die Bestellung dieser Ware ist erledigt oder storniert.</translation>
    </message>
    <message>
        <source>Take its goods out of the sale.</source>
        <translation>Ihre Ware aus dem Verkauf nehmen.</translation>
    </message>
    <message>
        <source>The shop has changed meanwhile.</source>
        <translation>Das Geschäft hat sich inzwischen geändert.</translation>
    </message>
    <message>
        <source>Check the sale and try again.</source>
        <translation>Den Verkauf prüfen und noch einmal versuchen.</translation>
    </message>
    <message>
        <source>This could not be saved; nothing was sold.</source>
        <translation>Das ließ sich nicht speichern; nichts wurde verkauft.</translation>
    </message>
    <message>
        <source>Check the disk of this till, then try again.</source>
        <translation>Die Festplatte dieser Kasse prüfen, dann noch einmal versuchen.</translation>
    </message>
    <message>
        <source>The server cannot be reached.</source>
        <translation>Der Server ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>Selling goes on without it.</source>
        <translation>Der Verkauf geht ohne ihn weiter.</translation>
    </message>
    <message>
        <source>Type how many; of what is sold by the piece, whole ones.</source>
        <translation>Geben Sie ein, wie viel; von Stückware ganze Stücke.</translation>
    </message>
    <message>
        <source>This line is not in the sale any more.</source>
        <translation>Diese Position ist nicht mehr im Verkauf.</translation>
    </message>
    <message>
        <source>Scan or touch the item again.</source>
        <translation>Scannen oder berühren Sie den Artikel noch einmal.</translation>
    </message>
</context>
<context>
    <name>kontor::ParkedPanel</name>
    <message>
        <source>Parked sales</source>
        <translation>Geparkte Verkäufe</translation>
    </message>
    <message>
        <source>No sale is parked</source>
        <translation>Kein Verkauf ist geparkt</translation>
    </message>
    <message>
        <source>Park sets a sale aside; any till of this store can go on with it.</source>
        <translation>Parken legt einen Verkauf zur Seite; jede Kasse dieser Filiale kann ihn fortsetzen.</translation>
    </message>
    <message>
        <source>Back to the products</source>
        <translation>Zurück zu den Artikeln</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message numerus="yes">
        <source>%n line(s)</source>
        <translation>
            <numerusform>%n Position</numerusform>
            <numerusform>%n Positionen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 · %2 · %3 · %4</source>
        <comment>time, what, who, till</comment>
        <translation>%1 · %2 · %3 · %4</translation>
    </message>
    <message>
        <source>Throw away the sale parked at %1</source>
        <translation>Den um %1 geparkten Verkauf verwerfen</translation>
    </message>
    <message>
        <source>Throw away?</source>
        <translation>Wegwerfen?</translation>
    </message>
</context>
<context>
    <name>kontor::PaymentModel</name>
    <message>
        <source>A card payment of %1 had no sale yet.</source>
        <translation>Eine Kartenzahlung über %1 hatte noch keinen Verkauf.</translation>
    </message>
    <message>
        <source>It stands in the list. Remove it there if it is not this customer&apos;s.</source>
        <translation>Sie steht in der Liste. Dort entfernen, wenn sie nicht von diesem Kunden ist.</translation>
    </message>
    <message>
        <source>The card payment of %1 is recorded as cancelled.</source>
        <translation>Die Kartenzahlung über %1 ist als storniert vermerkt.</translation>
    </message>
    <message>
        <source>Cancel it on the card machine too.</source>
        <translation>Auch am Kartengerät stornieren.</translation>
    </message>
</context>
<context>
    <name>kontor::PaymentPage</name>
    <message>
        <source>Payment</source>
        <translation>Zahlung</translation>
    </message>
    <message>
        <source>Back to sale</source>
        <translation>Zurück zum Verkauf</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Lines of this sale</source>
        <translation>Positionen dieses Verkaufs</translation>
    </message>
    <message>
        <source>To pay</source>
        <translation>Zu zahlen</translation>
    </message>
    <message>
        <source>Change to give</source>
        <translation>Rückgeld</translation>
    </message>
    <message>
        <source>Finish sale</source>
        <translation>Verkauf abschließen</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Cash received</source>
        <translation>Bar erhalten</translation>
    </message>
    <message>
        <source>Received %1</source>
        <translation>%1 erhalten</translation>
    </message>
    <message>
        <source>To pay back</source>
        <translation>Zurückzuzahlen</translation>
    </message>
    <message>
        <source>To be paid later</source>
        <translation>Später zu zahlen</translation>
    </message>
    <message>
        <source>Taken on the card machine</source>
        <translation>Am Kartengerät genommen</translation>
    </message>
    <message>
        <source>Taken from it</source>
        <translation>Davon genommen</translation>
    </message>
    <message>
        <source>Last four digits</source>
        <translation>Letzte vier Ziffern</translation>
    </message>
    <message>
        <source>Code, on it %1</source>
        <translation>Code, darauf %1</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>not needed</source>
        <translation>nicht nötig</translation>
    </message>
    <message>
        <source>Pay back</source>
        <translation>Zurückzahlen</translation>
    </message>
    <message>
        <source>Take %1</source>
        <comment>a part of the payment</comment>
        <translation>%1 annehmen</translation>
    </message>
    <message>
        <source>Remaining</source>
        <translation>Verbleibend</translation>
    </message>
    <message>
        <source>Left to pay after this</source>
        <translation>Danach noch zu zahlen</translation>
    </message>
    <message>
        <source>What goes back</source>
        <translation>Was zurückgeht</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>Bar</translation>
    </message>
    <message>
        <source>As it was paid</source>
        <translation>Wie bezahlt wurde</translation>
    </message>
    <message>
        <source>Store credit</source>
        <translation>Guthaben</translation>
    </message>
    <message>
        <source>Give back: %1</source>
        <translation>Zurückgeben: %1</translation>
    </message>
    <message>
        <source>Cash out of the drawer</source>
        <translation>Bar aus der Lade</translation>
    </message>
    <message>
        <source>%1: pay it back on the card machine, then finish here</source>
        <translation>%1: am Kartengerät zurückzahlen, dann hier abschließen</translation>
    </message>
    <message numerus="yes">
        <source>Paid with points; there are %n</source>
        <translation>
            <numerusform>Mit Punkten bezahlt; es gibt %n</numerusform>
            <numerusform>Mit Punkten bezahlt; es gibt %n</numerusform>
        </translation>
    </message>
    <message>
        <source>Without tip; on the card machine %1</source>
        <translation>Ohne Trinkgeld; am Kartengerät %1</translation>
    </message>
    <message>
        <source>none</source>
        <comment>tip</comment>
        <translation>keines</translation>
    </message>
    <message>
        <source>Tip</source>
        <translation>Trinkgeld</translation>
    </message>
    <message>
        <source>%1, tip %2</source>
        <translation>%1, Trinkgeld %2</translation>
    </message>
    <message>
        <source>Give back?</source>
        <translation>Zurückgeben?</translation>
    </message>
</context>
<context>
    <name>kontor::PersonBar</name>
    <message>
        <source>Key: %1</source>
        <translation>Taste: %1</translation>
    </message>
    <message>
        <source>Customer: %1, %2</source>
        <translation>Kunde: %1, %2</translation>
    </message>
</context>
<context>
    <name>kontor::PinDots</name>
    <message numerus="yes">
        <source>%n digit(s) of the PIN typed</source>
        <translation>
            <numerusform>%n Ziffer der PIN eingegeben</numerusform>
            <numerusform>%n Ziffern der PIN eingegeben</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>kontor::PricePanel</name>
    <message>
        <source>−%1%</source>
        <translation>−%1 %</translation>
    </message>
    <message>
        <source>%1 percent off</source>
        <translation>%1 Prozent weniger</translation>
    </message>
    <message>
        <source>Set price</source>
        <translation>Preis setzen</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Back to the list price</source>
        <translation>Zurück zum Listenpreis</translation>
    </message>
    <message>
        <source>Leave as it is</source>
        <translation>So lassen</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Price of one</source>
        <translation>Preis für eins</translation>
    </message>
    <message>
        <source>Percent off</source>
        <translation>Prozent ab</translation>
    </message>
    <message>
        <source>The list has no price of it. What does one cost?</source>
        <translation>Die Liste hat keinen Preis dafür. Was kostet einer?</translation>
    </message>
    <message>
        <source>Take it off</source>
        <translation>Abziehen</translation>
    </message>
    <message>
        <source>−%1% · %2</source>
        <comment>percent off, what one costs then</comment>
        <translation>−%1 % · %2</translation>
    </message>
    <message>
        <source>Goodwill</source>
        <translation>Kulanz</translation>
    </message>
    <message>
        <source>Damaged</source>
        <translation>Beschädigt</translation>
    </message>
    <message>
        <source>Last piece</source>
        <translation>Letztes Stück</translation>
    </message>
    <message>
        <source>Price match</source>
        <translation>Preis angeglichen</translation>
    </message>
    <message>
        <source>Staff</source>
        <translation>Personal</translation>
    </message>
    <message>
        <source>Reason, as on the receipt</source>
        <translation>Grund, wie er auf dem Beleg steht</translation>
    </message>
    <message>
        <source>Reason of the discount</source>
        <translation>Grund des Rabatts</translation>
    </message>
</context>
<context>
    <name>kontor::ProductHistory</name>
    <message>
        <source>Published</source>
        <translation>Im Verkauf</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>Entwurf</translation>
    </message>
    <message>
        <source>Archived</source>
        <translation>Archiviert</translation>
    </message>
    <message>
        <source>by lot</source>
        <translation>nach Charge</translation>
    </message>
    <message>
        <source>by serial number</source>
        <translation>nach Seriennummer</translation>
    </message>
    <message>
        <source>by quantity</source>
        <translation>nach Menge</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>leer</translation>
    </message>
    <message>
        <source>%1: %2 → %3</source>
        <comment>field, before, after</comment>
        <translation>%1: %2 → %3</translation>
    </message>
    <message>
        <source>by whoever sells</source>
        <translation>von allen, die verkaufen</translation>
    </message>
    <message>
        <source>by permission</source>
        <translation>mit Berechtigung</translation>
    </message>
    <message>
        <source>, from %1</source>
        <translation>, ab %1</translation>
    </message>
    <message>
        <source>, to %1</source>
        <translation>, bis %1</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Brand</source>
        <translation>Marke</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Warengruppe</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>Tax</source>
        <translation>Steuer</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>Einheit</translation>
    </message>
    <message>
        <source>Price keyed in</source>
        <translation>Preis eingegeben</translation>
    </message>
    <message>
        <source>Stock</source>
        <translation>Bestand</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Other details (%1)</source>
        <translation>Andere Angaben (%1)</translation>
    </message>
    <message>
        <source>Made as %1</source>
        <translation>Angelegt als %1</translation>
    </message>
    <message>
        <source>SKU</source>
        <translation>Artikelnr.</translation>
    </message>
    <message>
        <source>Variant</source>
        <translation>Variante</translation>
    </message>
    <message>
        <source>Barcode</source>
        <translation>Strichcode</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>Preis</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>who, where</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Nobody in particular</source>
        <translation>Niemand bestimmtes</translation>
    </message>
    <message>
        <source>elsewhere</source>
        <translation>anderswo</translation>
    </message>
    <message>
        <source>the beginning</source>
        <translation>dem Anfang</translation>
    </message>
</context>
<context>
    <name>kontor::ProductModel</name>
    <message>
        <source>None</source>
        <comment>category</comment>
        <translation>Keine</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>place, variant</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>withdrawn</source>
        <comment>price</comment>
        <translation>zurückgezogen</translation>
    </message>
    <message>
        <source>from %1 until %2</source>
        <translation>von %1 bis %2</translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>ab %1</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>from when, who</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>As the shop&apos;s</source>
        <comment>tax</comment>
        <translation>Wie im Laden</translation>
    </message>
    <message>
        <source>Pieces</source>
        <translation>Stück</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
</context>
<context>
    <name>kontor::ProductPanel</name>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>Artikel</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Angaben</translation>
    </message>
    <message>
        <source>Prices</source>
        <translation>Preise</translation>
    </message>
    <message>
        <source>Stock</source>
        <translation>Bestand</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Ctrl S</source>
        <translation>Strg S</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>SKU</source>
        <translation>Artikelnr.</translation>
    </message>
    <message>
        <source>Barcode</source>
        <translation>Strichcode</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Warengruppe</translation>
    </message>
    <message>
        <source>Brand</source>
        <translation>Marke</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>Preis</translation>
    </message>
    <message>
        <source>New product</source>
        <translation>Neuer Artikel</translation>
    </message>
    <message>
        <source>now</source>
        <comment>price that holds</comment>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>who, when</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>Restore what was before</source>
        <translation>Das Frühere wiederherstellen</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>Archivieren</translation>
    </message>
    <message>
        <source>Publish</source>
        <translation>In den Verkauf</translation>
    </message>
    <message>
        <source>A price is a number, as 12.50.</source>
        <translation>Ein Preis ist eine Zahl, wie 12.50.</translation>
    </message>
    <message>
        <source>several with commas</source>
        <translation>mehrere mit Komma</translation>
    </message>
    <message>
        <source>Take it off the tills?</source>
        <translation>Von den Kassen nehmen?</translation>
    </message>
    <message>
        <source>Variant</source>
        <translation>Variante</translation>
    </message>
    <message>
        <source>Tax</source>
        <translation>Steuer</translation>
    </message>
    <message>
        <source>Sold by</source>
        <translation>Verkauft nach</translation>
    </message>
    <message>
        <source>At the till</source>
        <translation>An der Kasse</translation>
    </message>
    <message>
        <source>The price above</source>
        <translation>Der Preis oben</translation>
    </message>
    <message>
        <source>A price keyed in</source>
        <translation>Preis eingeben</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Goods</source>
        <translation>Ware</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Leistung</translation>
    </message>
    <message>
        <source>Delivery</source>
        <translation>Lieferung</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Einkauf</translation>
    </message>
    <message>
        <source>Typed, and not saved yet.</source>
        <translation>Eingegeben, noch nicht gespeichert.</translation>
    </message>
    <message>
        <source>Another price</source>
        <translation>Weiterer Preis</translation>
    </message>
    <message>
        <source>From the day</source>
        <translation>Ab dem Tag</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Dazu</translation>
    </message>
    <message>
        <source>Add the price</source>
        <translation>Preis dazu</translation>
    </message>
    <message>
        <source>from</source>
        <comment>a day</comment>
        <translation>ab</translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translation>Zurückziehen</translation>
    </message>
    <message>
        <source>Withdraw it?</source>
        <translation>Zurückziehen?</translation>
    </message>
    <message>
        <source>Withdraw %1</source>
        <translation>%1 zurückziehen</translation>
    </message>
    <message>
        <source>A day is written as %1.</source>
        <translation>Ein Tag wird so geschrieben: %1.</translation>
    </message>
</context>
<context>
    <name>kontor::ProgressLine</name>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>%1%</source>
        <translation>%1 %</translation>
    </message>
</context>
<context>
    <name>kontor::QuantityPanel</name>
    <message>
        <source>Set quantity</source>
        <translation>Menge setzen</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Leave as it is</source>
        <translation>So lassen</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Quantity of</source>
        <translation>Menge von</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>how many, unit</comment>
        <translation>%1 %2</translation>
    </message>
</context>
<context>
    <name>kontor::RankRow</name>
    <message>
        <source>%1, %2 sold, %3</source>
        <translation>%1, %2 verkauft, %3</translation>
    </message>
</context>
<context>
    <name>kontor::ReceiptLayout</name>
    <message>
        <source>Practice: nothing was sold</source>
        <translation>Übung: nichts wurde verkauft</translation>
    </message>
    <message>
        <source>Duplicate %1</source>
        <translation>Zweitschrift %1</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>Rückgabe</translation>
    </message>
    <message>
        <source>Receipt %1</source>
        <translation>Beleg %1</translation>
    </message>
    <message>
        <source>d MMM yyyy HH:mm</source>
        <comment>date and time of a receipt</comment>
        <translation>d. MMM yyyy HH:mm</translation>
    </message>
    <message>
        <source>Served by %1</source>
        <translation>Bedient von %1</translation>
    </message>
    <message>
        <source>Customer %1</source>
        <translation>Kunde %1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>quantity, unit</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1 / %2</source>
        <comment>price, unit</comment>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>%1 × %2</source>
        <comment>quantity, price</comment>
        <translation>%1 × %2</translation>
    </message>
    <message>
        <source>Gift</source>
        <translation>Geschenk</translation>
    </message>
    <message>
        <source>Discount</source>
        <translation>Rabatt</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Summe</translation>
    </message>
    <message>
        <source>%1 %2 included in %3</source>
        <comment>tax, rate, gross amount</comment>
        <translation>%1 %2 enthalten in %3</translation>
    </message>
    <message>
        <source>Rounding to coins</source>
        <translation>Rundung auf Münzen</translation>
    </message>
    <message>
        <source>To pay</source>
        <translation>Zu zahlen</translation>
    </message>
    <message>
        <source>Received in another currency</source>
        <translation>In anderer Währung erhalten</translation>
    </message>
    <message>
        <source>Paid back: %1</source>
        <translation>Zurückgezahlt: %1</translation>
    </message>
    <message>
        <source>Code %1</source>
        <translation>Code %1</translation>
    </message>
    <message>
        <source>Tip on top of it</source>
        <translation>Trinkgeld dazu</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Rückgeld</translation>
    </message>
</context>
<context>
    <name>kontor::ReceiptPage</name>
    <message>
        <source>Next sale</source>
        <translation>Nächster Verkauf</translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation>Beleg</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Scanning an item begins the next sale too.</source>
        <translation>Auch ein Scan beginnt den nächsten Verkauf.</translation>
    </message>
    <message>
        <source>To pay back</source>
        <translation>Zurückzuzahlen</translation>
    </message>
    <message>
        <source>Change to give</source>
        <translation>Rückgeld</translation>
    </message>
    <message>
        <source>%1 received for %2</source>
        <translation>%1 erhalten für %2</translation>
    </message>
    <message>
        <source>Save as PDF</source>
        <translation>Als PDF speichern</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>Drucken</translation>
    </message>
</context>
<context>
    <name>kontor::ReturnPanel</name>
    <message>
        <source>Scan the receipt, or type its number or the end of it</source>
        <translation>Den Beleg scannen oder seine Nummer oder deren Ende eingeben</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>Rückgabe</translation>
    </message>
    <message>
        <source>Find the sale</source>
        <translation>Verkauf suchen</translation>
    </message>
    <message>
        <source>No such sale</source>
        <translation>Kein solcher Verkauf</translation>
    </message>
    <message>
        <source>Check the number. Goods without a receipt: scan them or touch them.</source>
        <translation>Die Nummer prüfen. Waren ohne Beleg: scannen oder antippen.</translation>
    </message>
    <message>
        <source>Leave as it is</source>
        <translation>So lassen</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>All of it</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>A</source>
        <translation>A</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Zweitschrift</translation>
    </message>
    <message>
        <source>Save a duplicate of the receipt</source>
        <translation>Eine Zweitschrift des Belegs speichern</translation>
    </message>
    <message>
        <source>Not wanted</source>
        <translation>Nicht gewollt</translation>
    </message>
    <message>
        <source>Faulty</source>
        <translation>Fehlerhaft</translation>
    </message>
    <message>
        <source>Does not fit</source>
        <translation>Passt nicht</translation>
    </message>
    <message>
        <source>Not as described</source>
        <translation>Nicht wie beschrieben</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Anderes</translation>
    </message>
    <message>
        <source>Goes back on the shelf</source>
        <translation>Kommt zurück ins Regal</translation>
    </message>
    <message>
        <source>Cannot be sold again</source>
        <translation>Nicht mehr verkäuflich</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Zurücknehmen</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Another sale</source>
        <translation>Anderer Verkauf</translation>
    </message>
    <message>
        <source>%1 · %2 · %3</source>
        <comment>time, receipt, total</comment>
        <translation>%1 · %2 · %3</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>receipt, total</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>%1 sold, all came back</source>
        <translation>%1 verkauft, alles kam zurück</translation>
    </message>
    <message>
        <source>%1 sold for %2, %3 left to come back</source>
        <translation>%1 verkauft für %2, %3 können zurückkommen</translation>
    </message>
    <message>
        <source>One fewer of %1</source>
        <translation>Eins weniger von %1</translation>
    </message>
    <message>
        <source>One more of %1</source>
        <translation>Eins mehr von %1</translation>
    </message>
</context>
<context>
    <name>kontor::SearchField</name>
    <message>
        <source>Empty the search</source>
        <translation>Suche leeren</translation>
    </message>
</context>
<context>
    <name>kontor::SellArea</name>
    <message>
        <source>Sign in first, then scan again.</source>
        <translation>Erst anmelden, dann noch einmal scannen.</translation>
    </message>
    <message>
        <source>practice</source>
        <translation>Übung</translation>
    </message>
    <message>
        <source>The receipt is saved.</source>
        <translation>Der Beleg ist gespeichert.</translation>
    </message>
    <message>
        <source>Duplicate %1 is saved.</source>
        <translation>Zweitschrift %1 ist gespeichert.</translation>
    </message>
    <message>
        <source>The receipt could not be saved.</source>
        <translation>Der Beleg ließ sich nicht speichern.</translation>
    </message>
    <message>
        <source>Check the disk of this till: %1</source>
        <translation>Die Festplatte dieser Kasse prüfen: %1</translation>
    </message>
    <message>
        <source>The receipt is printed.</source>
        <translation>Der Bon ist gedruckt.</translation>
    </message>
    <message>
        <source>Duplicate %1 is printed.</source>
        <translation>Zweitschrift %1 ist gedruckt.</translation>
    </message>
    <message>
        <source>Receipt %1 was not printed; the sale is kept.</source>
        <translation>Bon %1 wurde nicht gedruckt; der Verkauf ist gespeichert.</translation>
    </message>
    <message>
        <source>There is no printer “%1”. The settings say which one it is.</source>
        <translation>Es gibt keinen Drucker „%1“. Welcher es ist, steht in den Einstellungen.</translation>
    </message>
    <message>
        <source>See whether “%1” is on and has paper; then print it, or save it as PDF.</source>
        <translation>Sehen Sie nach, ob „%1“ an ist und Papier hat; dann drucken oder als PDF speichern.</translation>
    </message>
</context>
<context>
    <name>kontor::SellModel</name>
    <message>
        <source>Unknown code %1</source>
        <translation>Unbekannter Code %1</translation>
    </message>
    <message>
        <source>Search for the product by name, or set it aside.</source>
        <translation>Den Artikel nach Namen suchen oder zur Seite legen.</translation>
    </message>
    <message>
        <source>Nothing found for %1</source>
        <translation>Nichts gefunden für %1</translation>
    </message>
    <message>
        <source>Try fewer letters, or another word of the name.</source>
        <translation>Weniger Buchstaben versuchen oder ein anderes Wort des Namens.</translation>
    </message>
    <message numerus="yes">
        <source>%n other product(s) have this code too.</source>
        <translation>
            <numerusform>%n anderer Artikel hat diesen Code auch.</numerusform>
            <numerusform>%n andere Artikel haben diesen Code auch.</numerusform>
        </translation>
    </message>
    <message>
        <source>If it is another one, remove the line and search for it by name.</source>
        <translation>Ist es ein anderer, die Position entfernen und ihn nach Namen suchen.</translation>
    </message>
    <message>
        <source>Code %1 takes nothing off yet.</source>
        <translation>Code %1 zieht noch nichts ab.</translation>
    </message>
    <message>
        <source>It has been used as often as it may be.</source>
        <translation>Er wurde so oft benutzt, wie er darf.</translation>
    </message>
    <message>
        <source>It is another customer&apos;s.</source>
        <translation>Er gehört einem anderen Kunden.</translation>
    </message>
    <message>
        <source>It is not on at this hour.</source>
        <translation>Er gilt um diese Zeit nicht.</translation>
    </message>
    <message>
        <source>What it may give has been given.</source>
        <translation>Was er geben darf, ist gegeben.</translation>
    </message>
    <message>
        <source>It stays with this sale: what is in the cart does not meet its conditions.</source>
        <translation>Er bleibt bei diesem Verkauf: der Warenkorb erfüllt seine Bedingungen nicht.</translation>
    </message>
    <message>
        <source>One line cannot be sold.</source>
        <translation>Eine Position lässt sich nicht verkaufen.</translation>
    </message>
    <message>
        <source>Remove the red line first.</source>
        <translation>Erst die rote Position entfernen.</translation>
    </message>
    <message>
        <source>The sale is parked.</source>
        <translation>Der Verkauf ist geparkt.</translation>
    </message>
    <message>
        <source>Any till of this store can go on with it.</source>
        <translation>Jede Kasse dieser Filiale kann ihn fortsetzen.</translation>
    </message>
    <message>
        <source>Their role does not allow it either.</source>
        <translation>Auch diese Rolle erlaubt es nicht.</translation>
    </message>
    <message>
        <source>Ask somebody else, or leave it as it is.</source>
        <translation>Jemand anderen fragen oder es so lassen.</translation>
    </message>
    <message>
        <source>Favourites</source>
        <translation>Favoriten</translation>
    </message>
    <message>
        <source>A part of this sale is paid already.</source>
        <translation>Ein Teil dieses Verkaufs ist schon bezahlt.</translation>
    </message>
    <message>
        <source>Finish it, or give the money back on the payment page first.</source>
        <translation>Abschließen oder erst auf der Zahlungsseite das Geld zurückgeben.</translation>
    </message>
    <message>
        <source>This product has no price.</source>
        <translation>Dieser Artikel hat keinen Preis.</translation>
    </message>
    <message>
        <source>Key in the price that is asked for, then take this item again.</source>
        <translation>Geben Sie den gefragten Preis ein und nehmen Sie diesen Artikel dann noch einmal.</translation>
    </message>
</context>
<context>
    <name>kontor::SellPage</name>
    <message>
        <source>Sell</source>
        <translation>Verkaufen</translation>
    </message>
    <message>
        <source>Scan, or type a name, SKU or barcode</source>
        <translation>Scannen oder Name, Artikelnr., Strichcode tippen</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>Menge</translation>
    </message>
    <message>
        <source>Quantity of the marked line</source>
        <translation>Menge der markierten Position</translation>
    </message>
    <message>
        <source>Parked</source>
        <translation>Geparkt</translation>
    </message>
    <message>
        <source>Products</source>
        <translation>Artikel</translation>
    </message>
    <message>
        <source>Parked %1</source>
        <translation>Geparkt %1</translation>
    </message>
    <message numerus="yes">
        <source>Parked sales: %n</source>
        <translation>
            <numerusform>Geparkte Verkäufe: %n</numerusform>
            <numerusform>Geparkte Verkäufe: %n</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing found for “%1”</source>
        <translation>Nichts gefunden für „%1“</translation>
    </message>
    <message>
        <source>Try fewer letters, or another word of the name.</source>
        <translation>Weniger Buchstaben versuchen oder ein anderes Wort des Namens.</translation>
    </message>
    <message>
        <source>No products yet</source>
        <translation>Noch keine Artikel</translation>
    </message>
    <message>
        <source>Import or add products in the back office; they appear here.</source>
        <translation>Artikel im Büro importieren oder anlegen; sie erscheinen hier.</translation>
    </message>
    <message>
        <source>Lines of this sale</source>
        <translation>Positionen dieses Verkaufs</translation>
    </message>
    <message>
        <source>A new sale</source>
        <translation>Ein neuer Verkauf</translation>
    </message>
    <message>
        <source>Scan an item, or touch a product.</source>
        <translation>Einen Artikel scannen oder antippen.</translation>
    </message>
    <message>
        <source>Subtotal</source>
        <translation>Zwischensumme</translation>
    </message>
    <message>
        <source>Discounts</source>
        <translation>Rabatte</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Summe</translation>
    </message>
    <message>
        <source>One fewer of the marked line</source>
        <translation>Eins weniger von der markierten Position</translation>
    </message>
    <message>
        <source>One more of the marked line</source>
        <translation>Eins mehr von der markierten Position</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Entf</translation>
    </message>
    <message>
        <source>Remove the marked line</source>
        <translation>Markierte Position entfernen</translation>
    </message>
    <message>
        <source>Take the last step back (Ctrl+Z)</source>
        <translation>Letzten Schritt zurücknehmen (Strg+Z)</translation>
    </message>
    <message>
        <source>Do it again (Ctrl+Y)</source>
        <translation>Wiederholen (Strg+Y)</translation>
    </message>
    <message>
        <source>Park</source>
        <translation>Parken</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>Preis</translation>
    </message>
    <message>
        <source>Price of the marked line</source>
        <translation>Preis der markierten Position</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>Rückgabe</translation>
    </message>
    <message numerus="yes">
        <source>%n item(s)</source>
        <translation>
            <numerusform>%n Stück</numerusform>
            <numerusform>%n Stück</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s)</source>
        <translation>
            <numerusform>%n Position</numerusform>
            <numerusform>%n Positionen</numerusform>
        </translation>
    </message>
    <message>
        <source>Charge</source>
        <translation>Kassieren</translation>
    </message>
    <message>
        <source>Charge %1</source>
        <translation>%1 kassieren</translation>
    </message>
    <message>
        <source>%1 %2 included</source>
        <comment>tax name, rate</comment>
        <translation>%1 %2 enthalten</translation>
    </message>
    <message>
        <source>Taxes included</source>
        <translation>Steuern enthalten</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>Kunde</translation>
    </message>
    <message>
        <source>Goods come back</source>
        <translation>Waren kommen zurück</translation>
    </message>
    <message>
        <source>Pay back %1</source>
        <translation>%1 zurückzahlen</translation>
    </message>
</context>
<context>
    <name>kontor::SettingsModel</name>
    <message>
        <source>An amount, as 5.00.</source>
        <translation>Ein Betrag, wie 5.00.</translation>
    </message>
</context>
<context>
    <name>kontor::SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>the nearest to the till holds</source>
        <translation>es gilt, was der Kasse am nächsten ist</translation>
    </message>
    <message>
        <source>Settings of</source>
        <translation>Einstellungen von</translation>
    </message>
    <message>
        <source>Organisation</source>
        <translation>Unternehmen</translation>
    </message>
    <message>
        <source>Store</source>
        <translation>Filiale</translation>
    </message>
    <message>
        <source>This till</source>
        <translation>Diese Kasse</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Connected.</source>
        <translation>Verbunden.</translation>
    </message>
    <message>
        <source>What is sold here goes to the server from now on.</source>
        <translation>Was hier verkauft wird, geht von jetzt an zum Server.</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>Gespeichert.</translation>
    </message>
    <message>
        <source>The tills have it as soon as they are connected.</source>
        <translation>Die Kassen haben es, sobald sie verbunden sind.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Currency</source>
        <translation>Währung</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Zeitzone</translation>
    </message>
    <message>
        <source>Name of this till</source>
        <translation>Name dieser Kasse</translation>
    </message>
    <message>
        <source>Shown in the header and in reports; receipt numbers keep their prefix.</source>
        <translation>Steht in der Kopfzeile und in Berichten; Belegnummern behalten ihren Vorsatz.</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Of this till&apos;s pages; the page is made anew at once.</source>
        <translation>Der Seiten dieser Kasse; sie werden sogleich neu gemacht.</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>Not saved.</source>
        <translation>Nicht gespeichert.</translation>
    </message>
    <message>
        <source>Name of the organisation</source>
        <translation>Name des Unternehmens</translation>
    </message>
    <message>
        <source>Printed on receipts from now on.</source>
        <translation>Steht ab jetzt auf den Belegen.</translation>
    </message>
    <message>
        <source>Name of the store</source>
        <translation>Name der Filiale</translation>
    </message>
    <message>
        <source>Shown in reports and printed on receipts from now on.</source>
        <translation>Steht ab jetzt in Berichten und auf den Belegen.</translation>
    </message>
    <message>
        <source>Not set here: %1</source>
        <translation>Hier nicht gesetzt: %1</translation>
    </message>
    <message>
        <source>Take back what is set here</source>
        <translation>Zurücknehmen, was hier gesetzt ist</translation>
    </message>
</context>
<context>
    <name>kontor::SetupPage</name>
    <message>
        <source>Kontor</source>
        <translation>Kontor</translation>
    </message>
    <message>
        <source>A new shop</source>
        <translation>Ein neues Geschäft</translation>
    </message>
    <message>
        <source>What shall it be?</source>
        <translation>Was soll es sein?</translation>
    </message>
    <message>
        <source>My own shop</source>
        <translation>Mein Geschäft</translation>
    </message>
    <message>
        <source>The demo shop</source>
        <translation>Demo-Geschäft</translation>
    </message>
    <message>
        <source>Join a shop</source>
        <translation>Beitreten</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Ready to sell in three minutes</source>
        <translation>In drei Minuten verkaufsbereit</translation>
    </message>
    <message>
        <source>The whole shop lives on this machine. Selling needs no network; a server can come later.</source>
        <translation>Das ganze Geschäft ist auf diesem Rechner. Verkaufen braucht kein Netz; ein Server kann später kommen.</translation>
    </message>
    <message>
        <source>It is kept in %1</source>
        <translation>Es liegt in %1</translation>
    </message>
    <message>
        <source>Name of the shop</source>
        <translation>Name des Geschäfts</translation>
    </message>
    <message>
        <source>Harbour Street</source>
        <translation>Hafenstraße</translation>
    </message>
    <message>
        <source>Your name</source>
        <translation>Ihr Name</translation>
    </message>
    <message>
        <source>Mira Okafor</source>
        <translation>Mira Okafor</translation>
    </message>
    <message>
        <source>Your PIN</source>
        <translation>Ihre PIN</translation>
    </message>
    <message>
        <source>four to eight digits</source>
        <translation>vier bis acht Ziffern</translation>
    </message>
    <message>
        <source>Tax, percent</source>
        <translation>Steuer in Prozent</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>You may do everything; others are added later.</source>
        <translation>Sie dürfen alles; andere kommen später dazu.</translation>
    </message>
    <message>
        <source>Four to eight digits, to sign in with.</source>
        <translation>Vier bis acht Ziffern zum Anmelden.</translation>
    </message>
    <message>
        <source>Country</source>
        <translation>Land</translation>
    </message>
    <message>
        <source>Of most goods; others are added later.</source>
        <translation>Der meisten Waren; andere kommen später dazu.</translation>
    </message>
    <message>
        <source>Demo Gifts, Harbour Street</source>
        <translation>Demo Gifts, Harbour Street</translation>
    </message>
    <message>
        <source>2,762 products and one real month of a gift shop&apos;s sales, to try everything in. Sign in as Mira Okafor with the PIN 2468. It takes about half a minute to make.</source>
        <translation>2.762 Artikel und ein echter Monat Verkäufe eines Geschenkeladens, um alles auszuprobieren. Anmelden als Mira Okafor mit der PIN 2468. Es dauert etwa eine halbe Minute.</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>read out at the server</source>
        <translation>wird am Server vorgelesen</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>instead of server and code</source>
        <translation>statt Server und Code</translation>
    </message>
    <message>
        <source>Where the shop&apos;s server is.</source>
        <translation>Wo der Server des Geschäfts ist.</translation>
    </message>
    <message>
        <source>Made there by: kontorctl enrol --make-code. Good once, for a day.</source>
        <translation>Dort gemacht mit: kontorctl enrol --make-code. Gilt einmal, für einen Tag.</translation>
    </message>
    <message>
        <source>Or a file</source>
        <translation>Oder eine Datei</translation>
    </message>
    <message>
        <source>Made there by: kontorctl enrol --make FILE.</source>
        <translation>Dort gemacht mit: kontorctl enrol --make DATEI.</translation>
    </message>
    <message>
        <source>Prices in %1, clock of %2.</source>
        <translation>Preise in %1, Uhr von %2.</translation>
    </message>
    <message>
        <source>%1 is contained in prices.</source>
        <translation>%1 ist in den Preisen enthalten.</translation>
    </message>
    <message>
        <source>%1 comes on top of prices.</source>
        <translation>%1 kommt zu den Preisen dazu.</translation>
    </message>
    <message>
        <source>Cash is rounded to %1.</source>
        <translation>Bargeld wird auf %1 gerundet.</translation>
    </message>
    <message>
        <source>Open the shop</source>
        <translation>Geschäft eröffnen</translation>
    </message>
    <message>
        <source>Make the demo shop</source>
        <translation>Demo-Geschäft anlegen</translation>
    </message>
    <message>
        <source>Join the shop</source>
        <translation>Dem Geschäft beitreten</translation>
    </message>
    <message>
        <source>This is needed.</source>
        <translation>Das wird gebraucht.</translation>
    </message>
    <message>
        <source>%1 is needed.</source>
        <translation>%1 wird gebraucht.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Cancel joining</source>
        <translation>Beitreten abbrechen</translation>
    </message>
    <message>
        <source>Cancelled. Nothing was made.</source>
        <translation>Abgebrochen. Es wurde nichts angelegt.</translation>
    </message>
</context>
<context>
    <name>kontor::SideNav</name>
    <message>
        <source>Areas</source>
        <translation>Bereiche</translation>
    </message>
</context>
<context>
    <name>kontor::SignInModel</name>
    <message>
        <source>The PIN cannot be checked now: close other programs and try again.</source>
        <translation>Die PIN lässt sich jetzt nicht prüfen: andere Programme schließen und noch einmal versuchen.</translation>
    </message>
    <message>
        <source>That is not the PIN of %1. Try again.</source>
        <translation>Das ist nicht die PIN von %1. Noch einmal versuchen.</translation>
    </message>
    <message>
        <source>%1 is locked out after too many wrong PINs. Ask a manager.</source>
        <translation>%1 ist nach zu vielen falschen PINs gesperrt. Die Leitung fragen.</translation>
    </message>
    <message>
        <source>%1 no longer works here. Choose another person.</source>
        <translation>%1 arbeitet nicht mehr hier. Eine andere Person wählen.</translation>
    </message>
    <message>
        <source>%1 may not do this. Ask who manages the staff.</source>
        <translation>%1 darf das nicht. Fragen Sie, wer das Personal verwaltet.</translation>
    </message>
    <message>
        <source>This could not be saved. Check the disk of this till, then try again.</source>
        <translation>Das ließ sich nicht speichern. Prüfen Sie die Festplatte dieser Kasse und versuchen Sie es noch einmal.</translation>
    </message>
</context>
<context>
    <name>kontor::SignInPage</name>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Kontor</source>
        <translation>Kontor</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>store, terminal</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>Working offline is fine. Sales are kept here and synced later.</source>
        <translation>Ohne Netz geht es auch. Verkäufe bleiben hier und werden später abgeglichen.</translation>
    </message>
    <message>
        <source>Choose yourself, type your PIN, then Enter.</source>
        <translation>Sich auswählen, PIN eingeben, dann Enter.</translation>
    </message>
    <message>
        <source>Nobody can sign in yet. Add staff in the back office.</source>
        <translation>Noch kann sich niemand anmelden. Im Büro Personal anlegen.</translation>
    </message>
    <message>
        <source>A PIN has at least four digits.</source>
        <translation>Eine PIN hat mindestens vier Ziffern.</translation>
    </message>
    <message>
        <source>dddd d MMMM</source>
        <comment>date format</comment>
        <translation>dddd, d. MMMM</translation>
    </message>
    <message>
        <source>%1 can sign in again.</source>
        <translation>%1 kann sich wieder anmelden.</translation>
    </message>
    <message>
        <source>Choose who lets %1 try again, type that PIN, then Enter.</source>
        <translation>Wählen Sie, wer %1 wieder zulässt, geben Sie dessen PIN ein, dann Enter.</translation>
    </message>
    <message>
        <source>Let %1 try again</source>
        <translation>%1 wieder zulassen</translation>
    </message>
</context>
<context>
    <name>kontor::SignedInBadge</name>
    <message>
        <source>Signed in: %1, %2</source>
        <translation>Angemeldet: %1, %2</translation>
    </message>
</context>
<context>
    <name>kontor::TenderText</name>
    <message>
        <source>Cash in %1</source>
        <comment>currency</comment>
        <translation>Bar in %1</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>Bar</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>Karte</translation>
    </message>
    <message>
        <source>Gift card</source>
        <translation>Gutscheinkarte</translation>
    </message>
    <message>
        <source>Store credit</source>
        <translation>Guthaben</translation>
    </message>
    <message>
        <source>On account</source>
        <translation>Auf Rechnung</translation>
    </message>
    <message>
        <source>Voucher</source>
        <translation>Gutschein</translation>
    </message>
    <message>
        <source>Cheque</source>
        <translation>Scheck</translation>
    </message>
    <message>
        <source>Deposit</source>
        <translation>Anzahlung</translation>
    </message>
    <message>
        <source>Goods given back</source>
        <translation>Zurückgegebene Waren</translation>
    </message>
    <message>
        <source>Paid elsewhere</source>
        <translation>Anderswo bezahlt</translation>
    </message>
    <message>
        <source>%1 ···· %2</source>
        <comment>tender, last digits</comment>
        <translation>%1 ···· %2</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>tender, number</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>Punkte</translation>
    </message>
</context>
<context>
    <name>kontor::TicketModel</name>
    <message>
        <source>%1 × %2</source>
        <comment>quantity, price</comment>
        <translation>%1 × %2</translation>
    </message>
    <message>
        <source>Price keyed in</source>
        <translation>Preis eingetippt</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>promotion, what it takes</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Remove the line.</source>
        <translation>Die Position entfernen.</translation>
    </message>
    <message>
        <source>%1, %2 at %3, together %4</source>
        <translation>%1, %2 zu %3, zusammen %4</translation>
    </message>
    <message>
        <source>%1 × gift · %2</source>
        <comment>quantity, promotion</comment>
        <translation>%1 × Geschenk · %2</translation>
    </message>
    <message>
        <source>free</source>
        <translation>gratis</translation>
    </message>
    <message>
        <source>%1, %2 for nothing: %3</source>
        <translation>%1, %2 umsonst: %3</translation>
    </message>
    <message>
        <source>%1 less than %2</source>
        <comment>percent, the list&apos;s price</comment>
        <translation>%1 weniger als %2</translation>
    </message>
</context>
<context>
    <name>kontor::TileModel</name>
    <message>
        <source>Out of stock</source>
        <translation>Nicht vorrätig</translation>
    </message>
    <message>
        <source>%1 short</source>
        <translation>%1 zu wenig</translation>
    </message>
    <message>
        <source>%1 in stock</source>
        <translation>%1 vorrätig</translation>
    </message>
    <message>
        <source>No price</source>
        <translation>Kein Preis</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <comment>name, price, stock</comment>
        <translation>%1, %2, %3</translation>
    </message>
</context>
<context>
    <name>kontor::TodayPage</name>
    <message>
        <source>nothing to compare with</source>
        <translation>nichts zum Vergleichen</translation>
    </message>
    <message>
        <source>%1 on last %2</source>
        <comment>growth, weekday</comment>
        <translation>%1 zu letztem %2</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>The day before</source>
        <translation>Der Tag davor</translation>
    </message>
    <message>
        <source>The day after</source>
        <translation>Der Tag danach</translation>
    </message>
    <message>
        <source>Net sales</source>
        <translation>Umsatz netto</translation>
    </message>
    <message>
        <source>Transactions</source>
        <translation>Verkäufe</translation>
    </message>
    <message>
        <source>Average basket</source>
        <translation>Durchschnittlicher Korb</translation>
    </message>
    <message>
        <source>Returns</source>
        <translation>Rückgaben</translation>
    </message>
    <message>
        <source>Top products</source>
        <translation>Meistverkauft</translation>
    </message>
    <message>
        <source>Tills</source>
        <translation>Kassen</translation>
    </message>
    <message>
        <source>dddd d MMMM yyyy</source>
        <comment>date format</comment>
        <translation>dddd, d. MMMM yyyy</translation>
    </message>
    <message>
        <source>%1 last %2</source>
        <comment>number, weekday</comment>
        <translation>%1 letzten %2</translation>
    </message>
    <message>
        <source>today</source>
        <translation>heute</translation>
    </message>
    <message>
        <source>last %1</source>
        <translation>letzter %1</translation>
    </message>
    <message>
        <source>Nothing sold on this day.</source>
        <translation>An diesem Tag nichts verkauft.</translation>
    </message>
    <message numerus="yes">
        <source>%n sale(s), %1</source>
        <translation>
            <numerusform>%n Verkauf, %1</numerusform>
            <numerusform>%n Verkäufe, %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>All changes synced</source>
        <translation>Alles abgeglichen</translation>
    </message>
    <message>
        <source>Syncing</source>
        <translation>Abgleich läuft</translation>
    </message>
    <message numerus="yes">
        <source>Offline · %n change(s) waiting</source>
        <translation>
            <numerusform>Offline · %n Änderung wartet</numerusform>
            <numerusform>Offline · %n Änderungen warten</numerusform>
        </translation>
    </message>
    <message>
        <source>Update Kontor to sync again</source>
        <translation>Kontor aktualisieren, um weiter abzugleichen</translation>
    </message>
    <message>
        <source>To look at</source>
        <translation>Anzusehen</translation>
    </message>
    <message numerus="yes">
        <source>%n exception(s)</source>
        <translation>
            <numerusform>%n Ausnahme</numerusform>
            <numerusform>%n Ausnahmen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 by %2</source>
        <comment>weekday, hour</comment>
        <translation>%1 bis %2</translation>
    </message>
    <message>
        <source>this till</source>
        <translation>diese Kasse</translation>
    </message>
    <message>
        <source>not heard yet</source>
        <translation>noch nichts gehört</translation>
    </message>
    <message>
        <source>heard %1</source>
        <comment>time or day</comment>
        <translation>gehört %1</translation>
    </message>
    <message>
        <source>d MMM</source>
        <comment>date format</comment>
        <translation>d. MMM</translation>
    </message>
</context>
<context>
    <name>kontor::TouchKeyboard</name>
    <message>
        <source>Letters to touch</source>
        <translation>Buchstaben zum Antippen</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Put the letters away</source>
        <translation>Buchstaben wegräumen</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>The till of a shop.</source>
        <translation>Die Kasse eines Geschäfts.</translation>
    </message>
    <message>
        <source>The shop&apos;s data folder.</source>
        <translation>Der Datenordner des Geschäfts.</translation>
    </message>
    <message>
        <source>The server, e.g. https://shop.example:8443. Kept.</source>
        <translation>Der Server, z. B. https://shop.example:8443. Wird behalten.</translation>
    </message>
    <message>
        <source>The dark theme.</source>
        <translation>Die dunklen Farben.</translation>
    </message>
    <message>
        <source>Write pictures of the pages and leave.</source>
        <translation>Bilder der Seiten schreiben und enden.</translation>
    </message>
    <message>
        <source>Of the pictures; a till&apos;s screen by itself.</source>
        <translation>Der Bilder; von selbst der Bildschirm einer Kasse.</translation>
    </message>
    <message>
        <source>Print a line when the pages are up: for measuring.</source>
        <translation>Eine Zeile ausgeben, wenn die Seiten da sind: zum Messen.</translation>
    </message>
    <message>
        <source>Of the pages, e.g. de; by itself what was chosen, else the system&apos;s.</source>
        <translation>Der Seiten, z. B. de; von selbst die gewählte, sonst die des Systems.</translation>
    </message>
</context>
</TS>
