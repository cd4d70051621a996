<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ar" sourcelanguage="en">
<context>
    <name>SettingTexts</name>
    <message>
        <source>Above the lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Printed on top of a receipt: address, tax number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Below the lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Printed at its end: thanks, opening hours.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seconds without a touch until the till asks for a PIN; 0: never.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything sold is for practice: marked, without a number, in no sum, and no stock moves.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Labels of scales</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How a label carries a weight or a price, e.g. 21IIIIIWWwwwC 23IIIIIPPPppC.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines of a cart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At most so many, 2000 at the very most.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quantity of a line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At most so many of one thing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parked carts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hours for which a parked cart is offered; 0: without end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sell without stock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goods may be sold when the stock says there are none left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ways to pay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Apart by blanks: cash card gift-card store-credit on-account voucher cheque.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smallest coins</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where they differ from the custom, e.g. EUR=0.05 SEK=none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Age of exchange rates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Days after which a rate is not taken any more; 0: it holds until it is changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest tip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Percent of the total; more is a slip of the keys.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference of a drawer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far a count may be off before a manager has to close it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gift card in a day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What one till may take of a card or store credit in a day, connected or not.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What a customer may owe before a manager has to agree.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taxes are rounded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On every line, or once for the order.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prices and taxes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How they are rounded to the smallest unit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discounts</source>
        <translation>الخصومات</translation>
    </message>
    <message>
        <source>Money goes back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How it was paid, as store credit, or whatever is chosen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goods come back within</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Days; 0: without end. Later a manager has to agree.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without a receipt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What such goods are given back in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without a receipt, at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More has to be agreed by a manager; 0: no limit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deposit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Percent: the least for goods that are put aside.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prices hold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Days for layaways, quotations and pre-orders.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Returns in a day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More than this by one person are looked at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Returns without a receipt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More than this by one person in a day are looked at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyed-in discount</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Percent below the list price from which a line is looked at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Large refund</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From here on a refund is looked at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discounts in a day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More lines below their list price by one person are looked at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drawer opened without a sale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Large sale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From here on a sale is looked at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Large cash paid out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From here on cash out of the drawer is looked at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Large gift card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From here on a card that is sold or corrected is looked at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gift cards expire</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Days after they are sold; 0: without end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blind count</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who counts the drawer is not shown what should be in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Selling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Payments and cash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rounding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Returns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Placed orders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worth a look</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on every line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>once for the order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>half up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>half to even</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>half down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as prices are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>how it was paid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>store credit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>whatever is chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing: refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Printer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of this till&apos;s receipts, as the system calls it; empty: none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How wide it is, in millimetres.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Print</source>
        <translation>طباعة</translation>
    </message>
    <message>
        <source>Every receipt, or those that are asked for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>when asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>every receipt</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::ApprovalPanel</name>
    <message>
        <source>Another price needs a second person.</source>
        <translation>سعر آخر يحتاج إلى شخص ثانٍ.</translation>
    </message>
    <message>
        <source>Taking goods back needs a second person.</source>
        <translation>استرجاع البضاعة يحتاج إلى شخص ثانٍ.</translation>
    </message>
    <message>
        <source>This needs a second person.</source>
        <translation>هذا يحتاج إلى شخص ثانٍ.</translation>
    </message>
    <message>
        <source>Approval</source>
        <translation>موافقة</translation>
    </message>
    <message>
        <source>Leave as it is</source>
        <translation>اتركه كما هو</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Who says yes?</source>
        <translation>من يوافق؟</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>name, role</comment>
        <translation>%1، %2</translation>
    </message>
    <message>
        <source>Nobody else works here yet.</source>
        <translation>لا يعمل هنا أحد آخر بعد.</translation>
    </message>
    <message>
        <source>Type your PIN, then Enter. The sale stays with whoever is signed in.</source>
        <translation>اكتب رقمك السري ثم Enter. يبقى البيع لمن سجّل الدخول.</translation>
    </message>
</context>
<context>
    <name>kontor::BackOffice</name>
    <message>
        <source>Today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Catalogue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::Button</name>
    <message>
        <source>Key: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::CatalogPage</name>
    <message>
        <source>Catalogue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New product</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl N</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Products</source>
        <translation>المنتجات</translation>
    </message>
    <message>
        <source>The catalogue cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tills have it as soon as they are connected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search name, SKU, barcode, brand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Published</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draft</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Archived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In stock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Out of stock</source>
        <translation>نفد المخزون</translation>
    </message>
    <message>
        <source>All categories</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No product is like that</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take a filter away, or add a product with Ctrl N.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing found for “%1”</source>
        <translation>لا نتيجة لـ «%1»</translation>
    </message>
    <message>
        <source>Try fewer letters, or another word of the name.</source>
        <translation>جرّب حروفًا أقل أو كلمة أخرى من الاسم.</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>السعر</translation>
    </message>
    <message>
        <source>Price from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price from %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price to %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price %1–%2</source>
        <comment>from, to</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first %1 end here. Search or filter to see the others.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::CatalogTable</name>
    <message>
        <source>more than %1 products</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%1 product(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>none</source>
        <comment>price</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Published</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draft</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Archived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Product</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SKU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Category</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price</source>
        <translation>السعر</translation>
    </message>
    <message>
        <source>On hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Status</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::CustomerPanel</name>
    <message>
        <source>Number, name, company or telephone of the customer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Del</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>زبون</translation>
    </message>
    <message>
        <source>The sale is nobody&apos;s in particular</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave as it is</source>
        <translation>اتركه كما هو</translation>
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
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type a part of the name, or scan the customer&apos;s card.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody found for “%1”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New customer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl N</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try fewer letters, or add them as a new customer.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::EnrolmentPanel</name>
    <message>
        <source>The server does not answer: %1. Is the address right, and is it running?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The invitation is not taken: %1. Each is good once, for a day; have a new one made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not the server that the invitation names: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The address: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>read out at the server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect by code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By a code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where it is, e.g. https://10.0.0.5:8470.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made there by: kontorctl enrol --make-code. Good once, for a day.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a one-time file of the server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect by file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made there by: kontorctl enrol --make FILE. It holds a secret: delete it afterwards.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This till works alone. A server brings it together with other tills.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connected with %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled. If the invitation is not taken any more, have a new one made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel connecting</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::EntryCard</name>
    <message>
        <source>%1: %2</source>
        <comment>caption, what was keyed in</comment>
        <translation type="unfinished">%1، %2 {1:?}</translation>
    </message>
</context>
<context>
    <name>kontor::ErrorText</name>
    <message>
        <source>must not be empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is longer than %1 bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is not UTF-8 text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>holds a control character</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has this name already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a store is called so already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>must be one of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>must be true or false</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>must be at most 2,000 bytes of text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>must be formats of 13 characters such as %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>must be smallest coins such as %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>must be a whole number from 0 to %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>must be a whole number of minor units</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at most %1 %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be opened: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be read to its end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is a folder; name a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the packed file ends too early: it was cut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the packed file is damaged: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file is empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is not clean UTF-8 text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>has a quotation mark that is not closed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is longer than any record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>has %1 fields, not %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is the file that was read: choose another name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>was stopped before anything was written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no answer in time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is enrolled already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the enrolment file has expired; make a new one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another program has this data folder open; close it first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this data folder has a shop of its own; enrol with a new one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nobody here may enrol terminals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;%1&apos; stands in an earlier row too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;%1&apos; is counted in an earlier row too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another product has &apos;%1&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another product has it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no product has &apos;%1&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the shop has no product &quot;%1&quot;; import products first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;%1&apos; is no price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;%1&apos; is no quantity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a price is zero or more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a whole number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is more than a shop can hold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is more than any price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is too long</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is below zero, which is an entry in the accounts and not a sale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an adjustment of accounts and not a sale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>has a character that was lost on the way (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the line %1</source>
        <comment>has 3 fields, not 5</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;%1&apos; is no address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the shop has no tax &apos;%1&apos;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the shop has no unit &apos;%1&apos;</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::HourChart</name>
    <message>
        <source>Sales by hour</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::ImportModel</name>
    <message>
        <source>Reading the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adding products</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adding customers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adding sales</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SKU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Barcode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price</source>
        <translation>السعر</translation>
    </message>
    <message>
        <source>Brand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Category</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>الكمية</translation>
    </message>
    <message>
        <source>Date and time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Customer number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped. What was written until then stays; run it again to go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of SKU %2: %3</source>
        <comment>field, SKU, what is wrong</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>field, what is wrong</comment>
        <translation type="unfinished">%1، %2 {1:?}</translation>
    </message>
    <message>
        <source>Tax</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sold by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Company</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Telephone</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::ImportPage</name>
    <message>
        <source>Import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>files of other systems into this shop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2%</source>
        <translation type="unfinished">%1، %2% {1:?}</translation>
    </message>
    <message>
        <source>The import did not end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mend the rows there and import that file: what is in the shop already is passed over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Products</source>
        <translation>المنتجات</translation>
    </message>
    <message>
        <source>Customers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sales</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A CSV file, packed with zstd or not; or drop one here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl O</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which column is what</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First rows of the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save refused rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dry run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tables (*.csv *.txt *.tsv *.zst);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any columns will do: Kontor guesses which is which, and you put it right. Nothing is written before you say Import.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This file cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>day first, 31.12.2026</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>month first, 12/31/2026</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>– choose –</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>– none –</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>column, examples</comment>
        <translation type="unfinished">%1، %2 {1:?}</translation>
    </message>
    <message>
        <source>No file yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking at the file …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 rows: %2 would be imported, %3 are there already, %4 are refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 rows: %2 imported, %3 were there already, %4 refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They come to %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file does not end with a line end: its last line may be cut.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Are the columns right? A dry run checks every row and writes nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say which column is: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is read as %1.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::ImportPreviewTable</name>
    <message>
        <source>%1, looks wrong</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::ImportRefusedTable</name>
    <message>
        <source>Why it was refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::Keypad</name>
    <message>
        <source>Erase the last digit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>تسجيل الدخول</translation>
    </message>
    <message>
        <source>C</source>
        <comment>clear the amount</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decimal mark</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::LetterKeys</name>
    <message>
        <source>QWERTYUIOP</source>
        <comment>first row of letters of a keyboard</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ASDFGHJKL-</source>
        <comment>second row of letters, and a dash</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ZXCVBNM</source>
        <comment>third row of letters</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Erase the last letter</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::MainWindow</name>
    <message>
        <source>Kontor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sell</source>
        <translation>البيع</translation>
    </message>
    <message>
        <source>Back office</source>
        <translation>المكتب</translation>
    </message>
    <message>
        <source>Back office, and back to selling (F10)</source>
        <translation>المكتب، والعودة إلى البيع (F10)</translation>
    </message>
    <message>
        <source>Light colours</source>
        <translation>ألوان فاتحة</translation>
    </message>
    <message>
        <source>Dark colours</source>
        <translation>ألوان داكنة</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>قفل</translation>
    </message>
    <message>
        <source>Lock (Ctrl+L)</source>
        <translation>قفل (Ctrl+L)</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>store, terminal</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>No server set up</source>
        <translation>لا يوجد خادم</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>غير متصل</translation>
    </message>
    <message numerus="yes">
        <source>Offline · %n change(s) waiting</source>
        <translation>
            <numerusform>غير متصل · %n بانتظار الإرسال</numerusform>
            <numerusform>غير متصل · %n بانتظار الإرسال</numerusform>
            <numerusform>غير متصل · %n بانتظار الإرسال</numerusform>
            <numerusform>غير متصل · %n بانتظار الإرسال</numerusform>
            <numerusform>غير متصل · %n بانتظار الإرسال</numerusform>
            <numerusform>غير متصل · %n بانتظار الإرسال</numerusform>
        </translation>
    </message>
    <message>
        <source>Update Kontor to sync again</source>
        <translation>حدّث كونتور لتعود المزامنة</translation>
    </message>
    <message>
        <source>Syncing</source>
        <translation>جارٍ التزامن</translation>
    </message>
    <message numerus="yes">
        <source>Syncing · %n change(s)</source>
        <translation>
            <numerusform>جارٍ التزامن · %n</numerusform>
            <numerusform>جارٍ التزامن · %n</numerusform>
            <numerusform>جارٍ التزامن · %n</numerusform>
            <numerusform>جارٍ التزامن · %n</numerusform>
            <numerusform>جارٍ التزامن · %n</numerusform>
            <numerusform>جارٍ التزامن · %n</numerusform>
        </translation>
    </message>
    <message>
        <source>All changes synced</source>
        <translation>تمت مزامنة كل شيء</translation>
    </message>
</context>
<context>
    <name>kontor::Notice</name>
    <message>
        <source>There is nothing to sell yet.</source>
        <translation>لا شيء للبيع بعد.</translation>
    </message>
    <message>
        <source>Scan or touch an item first.</source>
        <translation>امسح صنفًا أو المسه أولًا.</translation>
    </message>
    <message>
        <source>This product is not for sale.</source>
        <translation>هذا المنتج ليس للبيع.</translation>
    </message>
    <message>
        <source>The back office can publish it.</source>
        <translation>يمكن للإدارة نشره.</translation>
    </message>
    <message>
        <source>This product has no price.</source>
        <translation>ليس لهذا المنتج سعر.</translation>
    </message>
    <message>
        <source>The back office can set one.</source>
        <translation>يمكن للإدارة تحديد سعر.</translation>
    </message>
    <message>
        <source>This quantity is not possible.</source>
        <translation>هذه الكمية غير ممكنة.</translation>
    </message>
    <message>
        <source>This does not pay the sale.</source>
        <translation>هذا لا يسدد البيع.</translation>
    </message>
    <message>
        <source>Type what the customer gave.</source>
        <translation>اكتب ما دفعه الزبون.</translation>
    </message>
    <message>
        <source>This is no part of the payment.</source>
        <translation>هذا ليس جزءًا من الدفع.</translation>
    </message>
    <message>
        <source>Type a part that can be paid in coins.</source>
        <translation>اكتب جزءًا يمكن دفعه نقدًا.</translation>
    </message>
    <message>
        <source>This is too much for a tip.</source>
        <translation>هذا كثير على إكرامية.</translation>
    </message>
    <message>
        <source>Type a smaller one; the settings say how much there may be.</source>
        <translation>اكتب أقل؛ الإعدادات تحدد الحد.</translation>
    </message>
    <message>
        <source>Whole points do not pay just this.</source>
        <translation>النقاط الصحيحة لا تسدد هذا بالضبط.</translation>
    </message>
    <message>
        <source>Take the amount that is filled in, or less of it.</source>
        <translation>خذ المبلغ المكتوب أو أقل منه.</translation>
    </message>
    <message>
        <source>Only cash gives change.</source>
        <translation>النقد وحده يعطي باقيًا.</translation>
    </message>
    <message>
        <source>Type at most what is left to pay.</source>
        <translation>اكتب ما بقي على الأكثر.</translation>
    </message>
    <message>
        <source>Of a card only the last four digits are kept.</source>
        <translation>يُحفظ من البطاقة آخر أربعة أرقام فقط.</translation>
    </message>
    <message>
        <source>Type those four, or none.</source>
        <translation>اكتب هذه الأربعة أو لا شيء.</translation>
    </message>
    <message>
        <source>This code cannot be used.</source>
        <translation>لا يمكن استعمال هذا الرمز.</translation>
    </message>
    <message>
        <source>Scan or type the code on the card again.</source>
        <translation>امسح رمز البطاقة أو اكتبه مرة أخرى.</translation>
    </message>
    <message>
        <source>Its number is missing.</source>
        <translation>رقمه ناقص.</translation>
    </message>
    <message>
        <source>Type the number that stands on it.</source>
        <translation>اكتب الرقم المكتوب عليه.</translation>
    </message>
    <message>
        <source>Nobody is named who pays later.</source>
        <translation>لم يُسمَّ من يدفع لاحقًا.</translation>
    </message>
    <message>
        <source>Name the customer on the sell page.</source>
        <translation>سمِّ الزبون في صفحة البيع.</translation>
    </message>
    <message>
        <source>They would owe more than they may.</source>
        <translation>سيتجاوز دينه الحد المسموح.</translation>
    </message>
    <message>
        <source>Take another payment, or ask a manager.</source>
        <translation>خذ دفعة أخرى أو اسأل مديرًا.</translation>
    </message>
    <message>
        <source>This is not taken here.</source>
        <translation>هذا لا يُقبل هنا.</translation>
    </message>
    <message>
        <source>Choose another way to pay.</source>
        <translation>اختر طريقة دفع أخرى.</translation>
    </message>
    <message>
        <source>Goods without a receipt are not taken back here.</source>
        <translation>لا تُسترجع هنا بضاعة بلا إيصال.</translation>
    </message>
    <message>
        <source>Find the sale by its receipt.</source>
        <translation>ابحث عن البيع بإيصاله.</translation>
    </message>
    <message>
        <source>It was sold too long ago.</source>
        <translation>بيع منذ زمن طويل.</translation>
    </message>
    <message>
        <source>Ask a manager.</source>
        <translation>اسأل مديرًا.</translation>
    </message>
    <message>
        <source>This till is for practice.</source>
        <translation>هذا الصندوق للتدريب.</translation>
    </message>
    <message>
        <source>Only new goods, and only for cash.</source>
        <translation>بضاعة جديدة فقط ونقدًا فقط.</translation>
    </message>
    <message>
        <source>This cannot come back.</source>
        <translation>لا يمكن استرجاع هذا.</translation>
    </message>
    <message>
        <source>Only what a sale sold comes back.</source>
        <translation>لا يُسترجع إلا ما بيع.</translation>
    </message>
    <message>
        <source>This is not possible: %1.</source>
        <translation>هذا غير ممكن: %1.</translation>
    </message>
    <message>
        <source>Check what was typed.</source>
        <translation>تحقق مما كُتب.</translation>
    </message>
    <message>
        <source>Nobody knows this code.</source>
        <translation>لا أحد يعرف هذا الرمز.</translation>
    </message>
    <message>
        <source>This is not in the shop any more.</source>
        <translation>هذا لم يعد في المتجر.</translation>
    </message>
    <message>
        <source>Search for the product by name.</source>
        <translation>ابحث عن المنتج باسمه.</translation>
    </message>
    <message>
        <source>You are not allowed to do this.</source>
        <translation>لا يُسمح لك بهذا.</translation>
    </message>
    <message>
        <source>Ask someone with the right to sign in.</source>
        <translation>اطلب ممن له الحق أن يسجل الدخول.</translation>
    </message>
    <message>
        <source>A price has changed meanwhile.</source>
        <translation>تغيّر سعر في هذه الأثناء.</translation>
    </message>
    <message>
        <source>Check the new total and take the payment again.</source>
        <translation>تحقق من المجموع الجديد وخذ الدفع مرة أخرى.</translation>
    </message>
    <message>
        <source>There is not enough in stock.</source>
        <translation>المخزون لا يكفي.</translation>
    </message>
    <message>
        <source>Lower the quantity, or count the stock anew.</source>
        <translation>قلّل الكمية أو عُدّ المخزون من جديد.</translation>
    </message>
    <message>
        <source>There is not enough on it, or not for today.</source>
        <translation>الرصيد لا يكفي أو لا يكفي لليوم.</translation>
    </message>
    <message>
        <source>Take less of it, and the rest another way.</source>
        <translation>خذ منه أقل، والباقي بطريقة أخرى.</translation>
    </message>
    <message>
        <source>The card payment does not fit this sale.</source>
        <translation>دفع البطاقة لا يناسب هذا البيع.</translation>
    </message>
    <message>
        <source>Remove it from the list and take it again.</source>
        <translation>احذفه من القائمة وخذه مرة أخرى.</translation>
    </message>
    <message>
        <source>More comes back than is left of what was paid.</source>
        <translation>المسترجع أكثر مما بقي من المدفوع.</translation>
    </message>
    <message>
        <source>Some of it came back before: check the receipt.</source>
        <translation>استُرجع بعضه من قبل: تحقق من الإيصال.</translation>
    </message>
    <message>
        <source>The exchange rate has changed meanwhile.</source>
        <translation>تغيّر سعر الصرف في هذه الأثناء.</translation>
    </message>
    <message>
        <source>Check the amount and take it again.</source>
        <translation>تحقق من المبلغ وخذه مرة أخرى.</translation>
    </message>
    <message>
        <source>A part of this sale is paid already.</source>
        <translation>دُفع جزء من هذا البيع.</translation>
    </message>
    <message>
        <source>Finish it, or give the money back on the payment page first.</source>
        <translation>أنهِه أو أعِد المال في صفحة الدفع أولًا.</translation>
    </message>
    <message>
        <source>The order of these goods is over or was cancelled.</source>
        <translation>طلب هذه السلع انتهى أو أُلغي.</translation>
    </message>
    <message>
        <source>Take its goods out of the sale.</source>
        <translation>أخرج سلعه من البيع.</translation>
    </message>
    <message>
        <source>The shop has changed meanwhile.</source>
        <translation>تغيّر المتجر في هذه الأثناء.</translation>
    </message>
    <message>
        <source>Check the sale and try again.</source>
        <translation>تحقق من البيع وحاول مرة أخرى.</translation>
    </message>
    <message>
        <source>This could not be saved; nothing was sold.</source>
        <translation>تعذر الحفظ؛ لم يُبع شيء.</translation>
    </message>
    <message>
        <source>Check the disk of this till, then try again.</source>
        <translation>تحقق من قرص هذا الصندوق ثم حاول مرة أخرى.</translation>
    </message>
    <message>
        <source>The server cannot be reached.</source>
        <translation>لا يمكن الوصول إلى الخادم.</translation>
    </message>
    <message>
        <source>Selling goes on without it.</source>
        <translation>يستمر البيع بدونه.</translation>
    </message>
    <message>
        <source>Type how many; of what is sold by the piece, whole ones.</source>
        <translation>اكتب الكمية؛ وما يباع بالقطعة قطعًا كاملة.</translation>
    </message>
    <message>
        <source>This line is not in the sale any more.</source>
        <translation>هذا السطر لم يعد في البيع.</translation>
    </message>
    <message>
        <source>Scan or touch the item again.</source>
        <translation>امسح الصنف أو المسه مرة أخرى.</translation>
    </message>
</context>
<context>
    <name>kontor::ParkedPanel</name>
    <message>
        <source>Parked sales</source>
        <translation>مبيعات معلّقة</translation>
    </message>
    <message>
        <source>No sale is parked</source>
        <translation>لا بيع معلّق</translation>
    </message>
    <message>
        <source>Park sets a sale aside; any till of this store can go on with it.</source>
        <translation>التعليق يضع البيع جانبًا؛ ويمكن لأي صندوق في هذا الفرع متابعته.</translation>
    </message>
    <message>
        <source>Back to the products</source>
        <translation>العودة إلى المنتجات</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message numerus="yes">
        <source>%n line(s)</source>
        <translation>
            <numerusform>%n سطر</numerusform>
            <numerusform>%n سطر</numerusform>
            <numerusform>%n سطر</numerusform>
            <numerusform>%n سطر</numerusform>
            <numerusform>%n سطر</numerusform>
            <numerusform>%n سطر</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 · %2 · %3 · %4</source>
        <comment>time, what, who, till</comment>
        <translation>%1 · %2 · %3 · %4</translation>
    </message>
    <message>
        <source>Throw away the sale parked at %1</source>
        <translation>ألغِ البيع المعلّق في %1</translation>
    </message>
    <message>
        <source>Throw away?</source>
        <translation>إلغاء؟</translation>
    </message>
</context>
<context>
    <name>kontor::PaymentModel</name>
    <message>
        <source>A card payment of %1 had no sale yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It stands in the list. Remove it there if it is not this customer&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The card payment of %1 is recorded as cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel it on the card machine too.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::PaymentPage</name>
    <message>
        <source>Payment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to sale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Lines of this sale</source>
        <translation>سطور هذا البيع</translation>
    </message>
    <message>
        <source>To pay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change to give</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finish sale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Cash received</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Received %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To pay back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To be paid later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taken on the card machine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taken from it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last four digits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code, on it %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pay back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take %1</source>
        <comment>a part of the payment</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remaining</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left to pay after this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What goes back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As it was paid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Store credit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give back: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cash out of the drawer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: pay it back on the card machine, then finish here</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Paid with points; there are %n</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Without tip; on the card machine %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <comment>tip</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, tip %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give back?</source>
        <translation>إعادة؟</translation>
    </message>
</context>
<context>
    <name>kontor::PersonBar</name>
    <message>
        <source>Key: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Customer: %1, %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::PinDots</name>
    <message numerus="yes">
        <source>%n digit(s) of the PIN typed</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>kontor::PricePanel</name>
    <message>
        <source>−%1%</source>
        <translation>−%1%</translation>
    </message>
    <message>
        <source>%1 percent off</source>
        <translation>خصم %1 بالمئة</translation>
    </message>
    <message>
        <source>Set price</source>
        <translation>حدّد السعر</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Back to the list price</source>
        <translation>العودة إلى سعر القائمة</translation>
    </message>
    <message>
        <source>Leave as it is</source>
        <translation>اتركه كما هو</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Price of one</source>
        <translation>سعر الواحد</translation>
    </message>
    <message>
        <source>Percent off</source>
        <translation>خصم بالمئة</translation>
    </message>
    <message>
        <source>The list has no price of it. What does one cost?</source>
        <translation>لا سعر له في القائمة. كم ثمن الواحد؟</translation>
    </message>
    <message>
        <source>Take it off</source>
        <translation>اخصم</translation>
    </message>
    <message>
        <source>−%1% · %2</source>
        <comment>percent off, what one costs then</comment>
        <translation>−%1% · %2</translation>
    </message>
    <message>
        <source>Goodwill</source>
        <translation>مجاملة</translation>
    </message>
    <message>
        <source>Damaged</source>
        <translation>تالف</translation>
    </message>
    <message>
        <source>Last piece</source>
        <translation>آخر قطعة</translation>
    </message>
    <message>
        <source>Price match</source>
        <translation>مطابقة السعر</translation>
    </message>
    <message>
        <source>Staff</source>
        <translation>موظف</translation>
    </message>
    <message>
        <source>Reason, as on the receipt</source>
        <translation>السبب كما يظهر في الإيصال</translation>
    </message>
    <message>
        <source>Reason of the discount</source>
        <translation>سبب الخصم</translation>
    </message>
</context>
<context>
    <name>kontor::ProductHistory</name>
    <message>
        <source>Published</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draft</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Archived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by lot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by serial number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by quantity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 → %3</source>
        <comment>field, before, after</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by whoever sells</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by permission</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, from %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, to %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Category</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tags</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tax</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price keyed in</source>
        <translation type="unfinished">سعر مُدخل</translation>
    </message>
    <message>
        <source>Stock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other details (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made as %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SKU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Variant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Barcode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price</source>
        <translation type="unfinished">السعر</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>who, where</comment>
        <translation type="unfinished">%1، %2</translation>
    </message>
    <message>
        <source>Nobody in particular</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>elsewhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the beginning</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::ProductModel</name>
    <message>
        <source>None</source>
        <comment>category</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>place, variant</comment>
        <translation>%1، %2</translation>
    </message>
    <message>
        <source>withdrawn</source>
        <comment>price</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from %1 until %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>from when, who</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>As the shop&apos;s</source>
        <comment>tax</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pieces</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::ProductPanel</name>
    <message>
        <source>Discard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Product</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl S</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SKU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Barcode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Category</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price</source>
        <translation>السعر</translation>
    </message>
    <message>
        <source>New product</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>now</source>
        <comment>price that holds</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>who, when</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>Restore what was before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Archive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Publish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A price is a number, as 12.50.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>several with commas</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take it off the tills?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Variant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tax</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sold by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At the till</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The price above</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A price keyed in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goods</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delivery</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Typed, and not saved yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From the day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add the price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from</source>
        <comment>a day</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Withdraw it?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Withdraw %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A day is written as %1.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::ProgressLine</name>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1%</source>
        <translation type="unfinished">%1%</translation>
    </message>
</context>
<context>
    <name>kontor::QuantityPanel</name>
    <message>
        <source>Set quantity</source>
        <translation>حدّد الكمية</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Leave as it is</source>
        <translation>اتركه كما هو</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Quantity of</source>
        <translation>كمية</translation>
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
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::ReceiptLayout</name>
    <message>
        <source>Practice: nothing was sold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Return</source>
        <translation>إرجاع</translation>
    </message>
    <message>
        <source>Receipt %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d MMM yyyy HH:mm</source>
        <comment>date and time of a receipt</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Served by %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Customer %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>quantity, unit</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1 / %2</source>
        <comment>price, unit</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 × %2</source>
        <comment>quantity, price</comment>
        <translation>%1 × %2</translation>
    </message>
    <message>
        <source>Gift</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discount</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Total</source>
        <translation>الإجمالي</translation>
    </message>
    <message>
        <source>%1 %2 included in %3</source>
        <comment>tax, rate, gross amount</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rounding to coins</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To pay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Received in another currency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paid back: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tip on top of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::ReceiptPage</name>
    <message>
        <source>Next sale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Scanning an item begins the next sale too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To pay back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change to give</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 received for %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as PDF</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Print</source>
        <translation>طباعة</translation>
    </message>
</context>
<context>
    <name>kontor::ReturnPanel</name>
    <message>
        <source>Scan the receipt, or type its number or the end of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Return</source>
        <translation>إرجاع</translation>
    </message>
    <message>
        <source>Find the sale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No such sale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the number. Goods without a receipt: scan them or touch them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave as it is</source>
        <translation>اتركه كما هو</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>All of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save a duplicate of the receipt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not wanted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Faulty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Does not fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not as described</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes back on the shelf</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot be sold again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Another sale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · %2 · %3</source>
        <comment>time, receipt, total</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>receipt, total</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>%1 sold, all came back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 sold for %2, %3 left to come back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One fewer of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One more of %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::SearchField</name>
    <message>
        <source>Empty the search</source>
        <translation>إفراغ البحث</translation>
    </message>
</context>
<context>
    <name>kontor::SellArea</name>
    <message>
        <source>Sign in first, then scan again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>practice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The receipt is saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate %1 is saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The receipt could not be saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the disk of this till: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The receipt is printed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate %1 is printed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Receipt %1 was not printed; the sale is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no printer “%1”. The settings say which one it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See whether “%1” is on and has paper; then print it, or save it as PDF.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::SellModel</name>
    <message>
        <source>Unknown code %1</source>
        <translation>رمز غير معروف %1</translation>
    </message>
    <message>
        <source>Search for the product by name, or set it aside.</source>
        <translation>ابحث عن المنتج بالاسم أو ضعه جانبًا.</translation>
    </message>
    <message>
        <source>Nothing found for %1</source>
        <translation>لا نتيجة لـ %1</translation>
    </message>
    <message>
        <source>Try fewer letters, or another word of the name.</source>
        <translation>جرّب حروفًا أقل أو كلمة أخرى من الاسم.</translation>
    </message>
    <message numerus="yes">
        <source>%n other product(s) have this code too.</source>
        <translation>
            <numerusform>لا منتج آخر له هذا الرمز.</numerusform>
            <numerusform>منتج آخر له هذا الرمز.</numerusform>
            <numerusform>منتجان آخران لهما هذا الرمز.</numerusform>
            <numerusform>%n منتجات أخرى لها هذا الرمز.</numerusform>
            <numerusform>%n منتجًا آخر له هذا الرمز.</numerusform>
            <numerusform>%n منتج آخر له هذا الرمز.</numerusform>
        </translation>
    </message>
    <message>
        <source>If it is another one, remove the line and search for it by name.</source>
        <translation>إن كان غيره فاحذف السطر وابحث عنه باسمه.</translation>
    </message>
    <message>
        <source>Code %1 takes nothing off yet.</source>
        <translation>الرمز %1 لا يخصم شيئًا بعد.</translation>
    </message>
    <message>
        <source>It has been used as often as it may be.</source>
        <translation>استُعمل بالقدر المسموح.</translation>
    </message>
    <message>
        <source>It is another customer&apos;s.</source>
        <translation>هو لزبون آخر.</translation>
    </message>
    <message>
        <source>It is not on at this hour.</source>
        <translation>ليس ساريًا في هذه الساعة.</translation>
    </message>
    <message>
        <source>What it may give has been given.</source>
        <translation>أُعطي كل ما يجوز أن يعطيه.</translation>
    </message>
    <message>
        <source>It stays with this sale: what is in the cart does not meet its conditions.</source>
        <translation>يبقى مع هذا البيع: ما في السلة لا يستوفي شروطه.</translation>
    </message>
    <message>
        <source>One line cannot be sold.</source>
        <translation>سطر واحد لا يمكن بيعه.</translation>
    </message>
    <message>
        <source>Remove the red line first.</source>
        <translation>احذف السطر الأحمر أولًا.</translation>
    </message>
    <message>
        <source>The sale is parked.</source>
        <translation>رُكن البيع.</translation>
    </message>
    <message>
        <source>Any till of this store can go on with it.</source>
        <translation>يمكن لأي صندوق في هذا المتجر متابعته.</translation>
    </message>
    <message>
        <source>Their role does not allow it either.</source>
        <translation>دوره لا يسمح بذلك أيضًا.</translation>
    </message>
    <message>
        <source>Ask somebody else, or leave it as it is.</source>
        <translation>اسأل شخصًا آخر أو اتركه كما هو.</translation>
    </message>
    <message>
        <source>Favourites</source>
        <translation>المفضلة</translation>
    </message>
    <message>
        <source>A part of this sale is paid already.</source>
        <translation>دُفع جزء من هذا البيع.</translation>
    </message>
    <message>
        <source>Finish it, or give the money back on the payment page first.</source>
        <translation>أنهِه أو أعِد المال في صفحة الدفع أولًا.</translation>
    </message>
    <message>
        <source>This product has no price.</source>
        <translation>ليس لهذا المنتج سعر.</translation>
    </message>
    <message>
        <source>Key in the price that is asked for, then take this item again.</source>
        <translation>اكتب السعر المطلوب ثم خذ هذا الصنف مرة أخرى.</translation>
    </message>
</context>
<context>
    <name>kontor::SellPage</name>
    <message>
        <source>Sell</source>
        <translation>البيع</translation>
    </message>
    <message>
        <source>Scan, or type a name, SKU or barcode</source>
        <translation>امسح أو اكتب اسمًا أو رمزًا</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>الكمية</translation>
    </message>
    <message>
        <source>Quantity of the marked line</source>
        <translation>كمية السطر المحدد</translation>
    </message>
    <message>
        <source>Parked</source>
        <translation>مركونة</translation>
    </message>
    <message>
        <source>Products</source>
        <translation>المنتجات</translation>
    </message>
    <message>
        <source>Parked %1</source>
        <translation>مركونة %1</translation>
    </message>
    <message numerus="yes">
        <source>Parked sales: %n</source>
        <translation>
            <numerusform>مبيعات مركونة: %n</numerusform>
            <numerusform>مبيعات مركونة: %n</numerusform>
            <numerusform>مبيعات مركونة: %n</numerusform>
            <numerusform>مبيعات مركونة: %n</numerusform>
            <numerusform>مبيعات مركونة: %n</numerusform>
            <numerusform>مبيعات مركونة: %n</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing found for “%1”</source>
        <translation>لا نتيجة لـ «%1»</translation>
    </message>
    <message>
        <source>Try fewer letters, or another word of the name.</source>
        <translation>جرّب حروفًا أقل أو كلمة أخرى من الاسم.</translation>
    </message>
    <message>
        <source>No products yet</source>
        <translation>لا توجد منتجات بعد</translation>
    </message>
    <message>
        <source>Import or add products in the back office; they appear here.</source>
        <translation>استورد المنتجات أو أضفها في المكتب فتظهر هنا.</translation>
    </message>
    <message>
        <source>Lines of this sale</source>
        <translation>سطور هذا البيع</translation>
    </message>
    <message>
        <source>A new sale</source>
        <translation>بيع جديد</translation>
    </message>
    <message>
        <source>Scan an item, or touch a product.</source>
        <translation>امسح سلعة أو المس منتجًا.</translation>
    </message>
    <message>
        <source>Subtotal</source>
        <translation>المجموع الفرعي</translation>
    </message>
    <message>
        <source>Discounts</source>
        <translation>الخصومات</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>الإجمالي</translation>
    </message>
    <message>
        <source>One fewer of the marked line</source>
        <translation>إنقاص واحد من السطر المحدد</translation>
    </message>
    <message>
        <source>One more of the marked line</source>
        <translation>زيادة واحد في السطر المحدد</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Del</translation>
    </message>
    <message>
        <source>Remove the marked line</source>
        <translation>حذف السطر المحدد</translation>
    </message>
    <message>
        <source>Take the last step back (Ctrl+Z)</source>
        <translation>التراجع عن آخر خطوة (Ctrl+Z)</translation>
    </message>
    <message>
        <source>Do it again (Ctrl+Y)</source>
        <translation>إعادة الخطوة (Ctrl+Y)</translation>
    </message>
    <message>
        <source>Park</source>
        <translation>ركن</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>السعر</translation>
    </message>
    <message>
        <source>Price of the marked line</source>
        <translation>سعر السطر المحدد</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>إرجاع</translation>
    </message>
    <message numerus="yes">
        <source>%n item(s)</source>
        <translation>
            <numerusform>%n سلعة</numerusform>
            <numerusform>%n سلعة</numerusform>
            <numerusform>%n سلعة</numerusform>
            <numerusform>%n سلعة</numerusform>
            <numerusform>%n سلعة</numerusform>
            <numerusform>%n سلعة</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s)</source>
        <translation>
            <numerusform>%n سطر</numerusform>
            <numerusform>%n سطر</numerusform>
            <numerusform>%n سطر</numerusform>
            <numerusform>%n سطر</numerusform>
            <numerusform>%n سطر</numerusform>
            <numerusform>%n سطر</numerusform>
        </translation>
    </message>
    <message>
        <source>Charge</source>
        <translation>تحصيل</translation>
    </message>
    <message>
        <source>Charge %1</source>
        <translation>تحصيل %1</translation>
    </message>
    <message>
        <source>%1 %2 included</source>
        <comment>tax name, rate</comment>
        <translation>%1 %2 مشمولة</translation>
    </message>
    <message>
        <source>Taxes included</source>
        <translation>الضرائب مشمولة</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>زبون</translation>
    </message>
    <message>
        <source>Goods come back</source>
        <translation>بضاعة مسترجعة</translation>
    </message>
    <message>
        <source>Pay back %1</source>
        <translation>أعِد %1</translation>
    </message>
</context>
<context>
    <name>kontor::SettingsModel</name>
    <message>
        <source>An amount, as 5.00.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the nearest to the till holds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Organisation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Store</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This till</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is sold here goes to the server from now on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tills have it as soon as they are connected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Currency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of this till</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shown in the header and in reports; receipt numbers keep their prefix.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of this till&apos;s pages; the page is made anew at once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the organisation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Printed on receipts from now on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the store</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shown in reports and printed on receipts from now on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not set here: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take back what is set here</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::SetupPage</name>
    <message>
        <source>Kontor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A new shop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What shall it be?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>My own shop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The demo shop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Join a shop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Ready to sell in three minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The whole shop lives on this machine. Selling needs no network; a server can come later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is kept in %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the shop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Harbour Street</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mira Okafor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your PIN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>four to eight digits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tax, percent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You may do everything; others are added later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Four to eight digits, to sign in with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Country</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of most goods; others are added later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Demo Gifts, Harbour Street</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>2,762 products and one real month of a gift shop&apos;s sales, to try everything in. Sign in as Mira Okafor with the PIN 2468. It takes about half a minute to make.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>read out at the server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>instead of server and code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the shop&apos;s server is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made there by: kontorctl enrol --make-code. Good once, for a day.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Or a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made there by: kontorctl enrol --make FILE.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prices in %1, clock of %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is contained in prices.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 comes on top of prices.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cash is rounded to %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the shop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make the demo shop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Join the shop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Esc</source>
        <translation type="unfinished">Esc</translation>
    </message>
    <message>
        <source>Cancel joining</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled. Nothing was made.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::SideNav</name>
    <message>
        <source>Areas</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::SignInModel</name>
    <message>
        <source>The PIN cannot be checked now: close other programs and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That is not the PIN of %1. Try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is locked out after too many wrong PINs. Ask a manager.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 no longer works here. Choose another person.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 may not do this. Ask who manages the staff.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This could not be saved. Check the disk of this till, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::SignInPage</name>
    <message>
        <source>Sign in</source>
        <translation>تسجيل الدخول</translation>
    </message>
    <message>
        <source>Kontor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>store, terminal</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>Working offline is fine. Sales are kept here and synced later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose yourself, type your PIN, then Enter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody can sign in yet. Add staff in the back office.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A PIN has at least four digits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dddd d MMMM</source>
        <comment>date format</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 can sign in again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose who lets %1 try again, type that PIN, then Enter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let %1 try again</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::SignedInBadge</name>
    <message>
        <source>Signed in: %1, %2</source>
        <translation>المستخدم: %1، %2</translation>
    </message>
</context>
<context>
    <name>kontor::TenderText</name>
    <message>
        <source>Cash in %1</source>
        <comment>currency</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gift card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Store credit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Voucher</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cheque</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deposit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goods given back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paid elsewhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 ···· %2</source>
        <comment>tender, last digits</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>tender, number</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Points</source>
        <translation type="unfinished"></translation>
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
        <translation>سعر مُدخل</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>promotion, what it takes</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Remove the line.</source>
        <translation>احذف السطر.</translation>
    </message>
    <message>
        <source>%1, %2 at %3, together %4</source>
        <translation>%1، ‏%2 بسعر %3، معًا %4</translation>
    </message>
    <message>
        <source>%1 × gift · %2</source>
        <comment>quantity, promotion</comment>
        <translation>%1 × هدية · %2</translation>
    </message>
    <message>
        <source>free</source>
        <translation>مجانًا</translation>
    </message>
    <message>
        <source>%1, %2 for nothing: %3</source>
        <translation>%1، %2 مجانًا: %3</translation>
    </message>
    <message>
        <source>%1 less than %2</source>
        <comment>percent, the list&apos;s price</comment>
        <translation>أقل بـ %1 من %2</translation>
    </message>
</context>
<context>
    <name>kontor::TileModel</name>
    <message>
        <source>Out of stock</source>
        <translation>نفد المخزون</translation>
    </message>
    <message>
        <source>%1 short</source>
        <translation>ينقص %1</translation>
    </message>
    <message>
        <source>%1 in stock</source>
        <translation>%1 في المخزون</translation>
    </message>
    <message>
        <source>No price</source>
        <translation>بلا سعر</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <comment>name, price, stock</comment>
        <translation>%1، %2، %3</translation>
    </message>
</context>
<context>
    <name>kontor::TodayPage</name>
    <message>
        <source>nothing to compare with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 on last %2</source>
        <comment>growth, weekday</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The day before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The day after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Net sales</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transactions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Average basket</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Returns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top products</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tills</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dddd d MMMM yyyy</source>
        <comment>date format</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 last %2</source>
        <comment>number, weekday</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>last %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing sold on this day.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n sale(s), %1</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All changes synced</source>
        <translation>تمت مزامنة كل شيء</translation>
    </message>
    <message>
        <source>Syncing</source>
        <translation>جارٍ التزامن</translation>
    </message>
    <message numerus="yes">
        <source>Offline · %n change(s) waiting</source>
        <translation>
            <numerusform>غير متصل · %n بانتظار الإرسال</numerusform>
            <numerusform>غير متصل · %n بانتظار الإرسال</numerusform>
            <numerusform>غير متصل · %n بانتظار الإرسال</numerusform>
            <numerusform>غير متصل · %n بانتظار الإرسال</numerusform>
            <numerusform>غير متصل · %n بانتظار الإرسال</numerusform>
            <numerusform>غير متصل · %n بانتظار الإرسال</numerusform>
        </translation>
    </message>
    <message>
        <source>Update Kontor to sync again</source>
        <translation>حدّث كونتور لتعود المزامنة</translation>
    </message>
    <message>
        <source>To look at</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n exception(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 by %2</source>
        <comment>weekday, hour</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this till</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not heard yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>heard %1</source>
        <comment>time or day</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d MMM</source>
        <comment>date format</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>kontor::TouchKeyboard</name>
    <message>
        <source>Letters to touch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter</source>
        <translation type="unfinished">Enter</translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put the letters away</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>The till of a shop.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The shop&apos;s data folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server, e.g. https://shop.example:8443. Kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The dark theme.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write pictures of the pages and leave.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of the pictures; a till&apos;s screen by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Print a line when the pages are up: for measuring.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of the pages, e.g. de; by itself what was chosen, else the system&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
