"""The set phrases by which pages that are no story give themselves away, in some twenty languages.

Each pattern holds words that sites share all over the web, none of a single site; each is read
only in the place where it means what it says (streams/pagekind.py).
"""

import re
from collections.abc import Iterable

ESCAPED_OR_NOT = re.compile(r"\\.|[^\\]+")


class Phrases:
    """Phrases that are looked for whatever their case: four times as fast as re.IGNORECASE."""

    def __init__(self, pattern: str) -> None:
        self._pattern = re.compile(ESCAPED_OR_NOT.sub(small, pattern))

    def search(self, text: str) -> re.Match[str] | None:
        """A match in the text in small letters."""
        return self._pattern.search(text.lower())


def small(part: re.Match[str]) -> str:
    """The same in small letters, but for escapes: `\\W` is not `\\w`."""
    return part[0] if part[0].startswith("\\") else part[0].lower()


def any_of(phrases: Iterable[str], before: str = "", after: str = "") -> Phrases:
    return Phrases(f"{before}(?:{'|'.join(phrases)}){after}")


LOST = any_of(  # at the beginning of a title or a text
    (
        r"(?:error|eroare\w*|erreur|fehler|erro|errore|błąd|ошибка|fout|hata|hiba|chyba|fel|"
        r"feil|fejl|"
        r"virhe|σφάλμα|错误|エラー)\W*(?:code|cod\w*)?\W*(?:4\d\d|5\d\d)\b",
        r"(?:40[0-9]|410|429|451|50[0-4])(?:\W*$|\s*[-–—:|.]|-\w{1,4}\s|\s+(?:page|not|error|"
        r"pagin|hib|"
        r"seite|gone|forbid|erro|fehl|strona|sid))",
        r"(?:this |the |that |requested |your )*(?:page|article|story|content|url|link)"
        r"(?: you.{0,40})? (?:(?:was|is|has|could|can|does) ?(?:not|no longer|n?[’']t)|"
        r"not|no longer) (?:be |been )?(?:found|available|exist)",
        r"(?:this |the |that )(?:page|article|story) (?:has been|was) (?:removed|deleted|moved)",
        r"not found|access denied|forbidden|just a moment|attention required|are you a robot|"
        r"service unavailable|bad gateway|internal server error|security check|"
        r"verify(?:ing)? you are",
        r"(?:pagina|articolul|știrea|conținutul|adresa)(?: \S+){0,4}? "
        r"(?:nu (?:a fost găsit|există|mai există|mai este disponibil|este disponibil|"
        r"este corect)|"
        r"negăsit|inexistent)\w*",
        r"(?:die |diese[rs]? |der |gewünschte |angeforderte )*(?:seite|artikel|beitrag|inhalt)"
        r"(?: \S+){0,4}? (?:nicht (?:gefunden|mehr|vorhanden|verfügbar|existiert)|"
        r"existiert nicht|"
        r"nicht (?:mehr )?verfügbar)",
        r"(?:cette |la |l[’'])?(?:page|article|contenu)(?: \S+){0,4}? "
        r"(?:introuvable|n[’'](?:existe|est) (?:pas|plus)|non trouv|a été (?:supprim|déplac))\w*",
        r"(?:la |esta |el |este )?(?:página|noticia|artículo|contenido)(?: \S+){0,4}? "
        r"(?:no (?:se ha )?(?:encontrad|existe|está disponible)|ya no (?:existe|está))\w*",
        r"(?:la |questa |questo |l[’'])?(?:pagina|articolo|contenuto)(?: \S+){0,4}? "
        r"(?:non (?:è (?:stata |più )?)?(?:trovat|esist|disponibil)|inesistente)\w*",
        r"(?:a |esta |este |o )?(?:página|notícia|artigo|conteúdo)(?: \S+){0,4}? "
        r"(?:não (?:foi )?(?:encontrad|exist|está)|já não|inexistente)\w*",
        r"(?:az? |ez a )?(?:oldal|cikk|tartalom)\w*(?: \S+){0,4}? (?:nem (?:található|létezik|"
        r"érhető)|"
        r"már nem)",
        r"nie znaleziono|(?:ta |ten |tego )?(?:strona|strony|artykuł\w*)(?: \S+){0,4}? "
        r"(?:nie (?:istnieje|została znaleziona|jest dostępn)|już nie ma)",
        r"(?:эта |такой |данная |запрашиваемая )*(?:страниц\w+|стать\w+|"
        r"материал\w*)(?: \S+){0,3}? "
        r"(?:не (?:найден|существует)|нет|удал[её]н)\w*|страницы не существует|"
        r"сторінк\w+ не знайден",
        r"(?:deze |de )?(?:pagina|artikel)(?: \S+){0,4}? (?:niet (?:gevonden|meer)|bestaat niet)",
        r"(?:bu )?(?:sayfa|haber|içerik)\w*(?: \S+){0,3}? (?:bulunama|mevcut değil|artık yok)\w*",
        r"(?:stránka|článek)(?: \S+){0,3}? (?:nebyla nalezena|neexistuje|nenalezen)\w*",
        r"(?:sidan|sida|siden|side)(?: \S+){0,4}? (?:hittades inte|finns inte|ikke (?:funnet|"
        r"fundet)|"
        r"findes ikke|finnes ikke|eksisterer ikke)",
        r"sivua ei (?:löyd|ole)|η σελίδα δεν (?:βρέθηκε|υπάρχει)|страница(?:та)? не е намерена|"
        r"stranica nije pronađena|stran ni (?:bila )?najdena|puslapis nerastas|lapa nav atrasta",
        r"ページが見つかり|お探しのページ|页面(?:不存在|未找到|找不到)|找不到(?:該)?(?:页面|頁面)|頁面不存在|"
        r"페이지를 찾을 수 없|الصفحة غير موجودة|לא נמצא",
    ),
    before=r"^\W*(?:(?:ups|oops|oups|hoppla|hoppá|vaya|ops|oeps|упс|hay aksi|sorry|404)\b\W*)*",
)

CONSENT = tuple(  # families of words; a page that speaks of three of them asks for consent
    any_of(family)
    for family in (
        (r"cookie", r"\bsütik?", r"çerez", "файлы? cookie|куки", "traceur", r"\btracking\b",
         "ciasteczk", "piškot", "informasjonskapsl", "evästee", "تعريف الارتباط", "κουκι", "クッキー"),
        (r"consent", "consimț", "consimţ", r"\bacord(?:ul)?\b", "einwillig", "zustimm", "consens",
         "hozzájárul", r"\bzgod[ayęz]", "согла[сш]", "akkoord", "instemm", "toestemming", "onay",
         r"\brıza", "samtyck", "samtykke", "suostumu", "souhlas", "súhlas", "توافق", "stimmen sie", "συγκατάθεσ", "同意", "موافق", r"\bagree",
         r"accepto\b", r"acepto\b", r"aceito\b", "elfogad"),
        (r"privacy", "privatsphäre", "confidențial", "confidenţial", "confidencial", "confidential",
         "vie privée", "privacidad", "riservatezza", "adatvéd", "adataina", "prywatno", "gizlili",
         "конфиденциал", r"\bgdpr\b", r"\brgpd\b", r"\bdsgvo\b", "datenschutz", "integritet",
         "personvern", "yksityisyy", "απόρρητο", "ιδιωτικότητ", "soukrom", "súkrom", "プライバシー", "隐私", "خصوصية"),
        ("personal data", "caracter personal", "personenbezogen", "données personnelles",
         "datos personales", "dati personali", "dados pessoais", "személyes adat",
         "danych osobowych",
         "dane osobowe", "персональн", "persoonsgegevens", "kişisel ver", "personuppgift",
         "personopplysning", "個人情報", "个人信息",
         "osobních údaj", "osobných údaj", "προσωπικά δεδομένα", "البيانات الشخصية",
         "بياناتك الشخصية", "datenverarbeitung"),
        (r"\b\d{2,4}\s+(?:de\s+)?(?:\w+\s+)?(?:parte?n|soci|ortağ|партн)\w*",
         r"(?:partners|partenerii|partner)\b.{0,40}(?:store|stoc|speicher)"),
        (r"\baccept", "acceptați", "alle akzeptieren", "přijmout vše", "godkänn alla",
         "akzeptieren und", "tout accepter", "aceptar todo", "accetta(?:re)? tutt",
         "összes elfogad", "zaakceptuj",
         "принять все", "aceitar tudo", "alles accepteren", "tümünü kabul", "acceptera alla",
         "godta alle", "accepter alle", "hyväksy kaikki", "αποδοχή όλων", "全部接受", "qabul"),
        ("personali[sz]ed ad", "publicitate personal", "personalisierte werb", "publicité personn",
         "anuncios personal", "annunci personal", "személyre szabott hird", "spersonalizowan",
         "персонализированн", "anúncios personal", "gepersonaliseerde adv", "kişiselleştirilmiş"),
        ("on a device", "pe un dispozitiv", "auf einem gerät", "sur un (?:terminal|appareil)",
         "en un dispositivo", "su un dispositivo", "egy eszközön", "na urządzeniu",
         "на устройстве",
         "num dispositivo", "op een apparaat", "bir cihazda"),
    )
)  # fmt: skip

LOCK = any_of(  # what stands where the rest has to be paid for
    (
        r"(?:to|and) (?:continue|keep|read|finish)\w*(?: \w+){0,3}? (?:reading|"
        r"this (?:article|story))",
        r"(?:for|to) (?:paying |paid |premium |our )?(?:subscribers|members)(?: only|\.)",
        r"(?:subscriber|member)s?[- ]only|already a (?:subscriber|member)|limit of free|"
        r"subscribe (?:now|today|to (?:continue|read|keep|unlock))|unlock (?:this|the full)",
        r"(?:doar|numai|exclusiv|rezervat\w*|disponibil\w*) (?:pentru |de |doar )?abona[țţ]i\w*|"
        r"abonează-te (?:pentru|ca) a|pentru abona[țţ]i|articol (?:premium|rezervat)|"
        r"conținut premium|"
        r"pentru a (?:continua|citi).{0,30}(?:abon|autentific|cont)",
        r"(?:nur|exklusiv) für (?:\S+[- ])?abonnent|jetzt (?:abo |weiterlesen)|weiterlesen mit|"
        r"(?:möchten sie|um) weiter\S*lesen|bereits abonnent|als abonnent|mit (?:\S+ )?abo lesen",
        r"réservée?s? aux abonnés|abonnez-vous pour|il vous reste .{1,12} à lire|déjà abonné|"
        r"nécessite un abonnement|pour lire la suite|l[’']accès à .{1,30} abonnés",
        r"(?:exclusiv\w+|reservad\w+|solo) (?:para|a) (?:\w+ )?(?:suscriptor|asinante|"
        r"assinante)\w*|"
        r"suscríbe(?:te|se) para|seguir leyendo|continuar leyendo|ya eres suscriptor|"
        r"límite de artículos",
        r"(?:riservat\w+|solo per|per) (?:ag?li )?abbonati|abbonati per|"
        r"continua(?:re)? a leggere|"
        r"leggere l[’']articolo completo|già abbonato|limite di articoli",
        r"(?:csak|kizárólag) előfizető|előfizet\w+ (?:olvashat|a folytatás)|már előfizető|"
        r"prémium tartalom",
        r"(?:tylko|wyłącznie)? ?dla (?:subskrybent|prenumerator)\w*|aby (?:czytać|przeczytać) "
        r"(?:dalej|cał)|treść premium|kup (?:subskrypcję|dostęp)",
        r"(?:только|доступн\w+)(?: \w+)? (?:для )?подписчик\w*|для подписчиков|по подписке|"
        r"оформите подписку|уже есть подписка|передплатник",
        r"(?:exclusiv|reservad)\w+ (?:para|a) assinantes|assine para|já é assinante|"
        r"limite de artigos|"
        r"para (?:continuar a ler|ler o artigo)",
        r"(?:alleen|exclusief) voor abonnees|(?:lees )?verder (?:te )?lezen|lees verder met|"
        r"al abonnee|word abonnee|premium artikel",
        r"(?:yalnızca|sadece) abone|abonelere (?:özel|açık)|abone olun|okumaya devam etmek|"
        r"tamamını okumak|premium içerik",
        r"(?:endast|bara|kun|bare) for? (?:prenumerant|abonnent)|för prenumeranter|"
        r"for abonnenter|"
        r"logga in för att läsa|vain tilaajille|pro předplatitele|μόνο για συνδρομητές|"
        r"(?:有料会員|会員)(?:限定|登録)|続きを読むには|残り\d+文字|"
        r"仅限订阅|订阅后|للمشتركين|유료 ?회원",
        r"\bpremium (?:content|inhalt|contenu|conteúdo|contenido)",
    )
)

# What may stand in one sentence of a page that tells a reader there is nothing: what was looked
# for, that it went, and that it did. Three of three in a short text that is no article.
SOUGHT = any_of((
    "page", "pagin", "seite", "página", "oldal", "stron[aęyi]", "страниц", "сторінк", "sayfa",
    "stránk", r"\bsid[ae]n?\b", "sivu", "σελίδα", "ページ", "页面", "頁面", "페이지", "صفحة", "content",
    "article", "artikel", "articol", "artículo", "articolo", "artigo", "cikk", "artykuł", "стать",
    "haber", "știre", "noticia", "notícia", "beitrag", "conținut", "contenu", "contenido", "inhalt",
    "tartal", "treść", "материал", "içerik", "link", "address", "adres", "looking for", "suchen",
    "gesucht", "cherch", "busca", "cercando", "keres", "szuka", "ищете", "zoek", "aradığı", "söker",
    "hled", "お探し",
))  # fmt: skip
GONE = any_of((
    "found", "find", "exist", "available", "găsi", "disponibil", "gefunden", "verfügbar", "trouv",
    "encontr", "hallad", "trovat", "esiste", "található", "találtuk", "létezik", "elérhető",
    "érhető", "znale", "istnieje", "dostępn", "найден", "существует", "доступн", "bulunama",
    "mevcut", "gevonden", "vinden", "beschikbaar", "bestaat", "hitta", "finns", "funnet", "fundet",
    "nalezen", "neexistuj", "löyd", "βρέθηκε", "βρήκαμε", "υπάρχει", "見つか", "存在", "找到", "찾을",
    "موجود", "نجد", "disponible", "disponível", "disponib",
))  # fmt: skip
NOT = any_of((
    r"\bno[tn]?\b", r"n[’']t\b", r"\bcannot\b", r"\bnu\b", r"\bnicht", r"\bkein", r"\bne\b", r"\bn[’']",
    r"\bnão\b", r"\bnem\b", r"\bnie\b", r"\bне\b", r"\bniet\b", "değil", "bulunama", r"\binte\b",
    r"\bikke\b", "neexist", "nenalez", r"\bei\b", r"\bδεν\b", "ません", "ない", "不", "없", "غير", "لم",
    r"\bjá\b", r"\bya\b",
))  # fmt: skip
REMOVED = any_of((
    "removed", "deleted", "șters", "mutat", "gelöscht", "entfernt", "supprim", "déplac", "introuvable",
    "eliminad", "borrad", "rimoss", "spostat", "removid", "törölt", "áthelyez", "usunięt", "удален",
    "удалён", "verwijderd", "kaldırıl", "taşın", "odstraněn", "borttagen", "削除", "删除", "inexist",
))  # fmt: skip

# The same for a paywall: who may read, and what.
SUBSCRIBERS = any_of((
    "subscri", "abonn", "abonat", "abona[țţ]", "abonament", "abonează", "abbona", "suscri", "assin",
    "előfizet", "prenumer", "subskry", "подпис", "abone", "předplat", "predplat", "tilaaj", "συνδρομ",
    "会員", "購読", "订阅", "유료", "구독", "مشترك", "اشترك", "premium", r"\bmembers?\b", r"\b\w?\+\s",
))  # fmt: skip
READING = any_of((
    "read", "article", "access", "content", "unlimited", "lesen", "artikel", "zugang", "inhalt",
    r"\blire\b", "accès", "contenu", "illimité", r"\bleer\b", "leyendo", "contenido", "acceso",
    "legger", "contenut", "articol", "conținut", "acces", r"\bciti", "lectur", "olvas", "cikk", "tartalom",
    "czyta", "artykuł", "treść", "dostęp", "чита", "стать", "материал", "доступ", "lezen", "toegang",
    r"\boku", "haber", "içerik", "číst", "člán", "čtěte", r"\bläs", "διαβάσ", "άρθρο", "読", "記事",
    "阅读", "全文", "قراءة", "المقال", "conteúdo", r"\bler\b", "artigo",
))  # fmt: skip
ELSEWHERE = any_of((
    "newsletter", "buletin", "e-?mail", "youtube", "telegram", "whatsapp", "podcast", r"\brss\b",
    "canal", "channel", "kanal", "канал", "google news", "instagram", "facebook", "notific",
))  # fmt: skip
METERED = re.compile(
    r"\d+\s?%.{0,20}(?:articl|artik|artyk|artíc|artig|cikk|текст|стат|metin)"
    r"|(?:free|gratuit\w*|kostenlos\w*|gratis|darmow\w*|бесплатн\w*) (?:articl|artik|artíc|artig|"
    r"articol|стат)\w*.{0,20}(?:left|remaining|rest|rămas|übrig|quedan|rimast)",
    re.IGNORECASE,
)

LABELS = (  # of paid content, as editors set them at a headline
    r"\(?\s*P\s*\)", "advertorial", "advertisement feature", "sponsored by .{1,40}",
    "sponsored(?: content| post| article)?", "paid (?:post|content|partnership)",
    "partner content",
    "brand(?:ed)? content", "promoted(?: content)?", "publireportaj",
    "conținut (?:plătit|sponsorizat)",
    r"articol (?:susținut|plătit|publicitar|sponsorizat).{0,40}", "bezahlter inhalt",
    "contenu (?:sponsorisé|partenaire|de marque)", r"publi-?r[eé](?:daction\w+|portage)",
    "communiqué partenaire", "contenido (?:patrocinado|de marca)", "publirreportaje", "patrocinado",
    "contenuto sponsorizzato", "informazione pubblicitaria", "messaggio promozionale",
    "pubbliredazionale", "támogatott tartalom", "fizetett (?:hirdetés|tartalom)", "pr-cikk",
    "artykuł sponsorowany", "materiał (?:partnera|sponsorowany|promocyjny)", "спецпроект",
    "на правах рекламы", "партн[её]рский материал", "conteúdo (?:patrocinado|de marca)",
    "publieditorial", "gesponsorde? inhoud", "betaalde inhoud", "sponsorlu içerik", "PR記事",
    "προωθούμενο", "promoted by .{1,40}", r"sponsori[sz]\\w+(?: \\w+)?", r"sponsrad?t?(?: \\w+)?",
    r"(?:\\w+ )?sponsorowan\\w+", "szponzorált tartalom", "tanıtım", "komerční sdělení",
    r"annonsørinnhold", "betalt (?:innhold|indhold)", "kaupallinen yhteistyö", "タイアップ",
)  # fmt: skip
SLOTS = (  # what stands on the space for any advertisement, too
    "publicitate", "anzeige", "werbung", "publicité", "publicidad", "pubblicità", "publicidade",
    "hirdetés", "reklama", "реклама", "reklam", "advertentie", "annons", "annonse", "annonce",
    "mainos", "ilan", "διαφήμιση", "広告", "广告", "إعلان",
)  # fmt: skip
PAID = any_of(LABELS, before=r"^\W*", after=r"\W*$")  # the whole of a label
PAID_OR_SLOT = any_of((*LABELS, *SLOTS), before=r"^\W*", after=r"\W*$")
PAID_FIRST = any_of((*LABELS, *SLOTS), before=r"^\W*", after=r"(?:\s*[:|–—)\]]|\s+-\s|(?<=\))\s)")
PAID_LAST = re.compile(r"^\(\s*P\s*\)$|^acest(?:ui)? (?:articol|material) (?:este|e) (?:un )?"
                       r"(?:advertorial|publicitar|plătit)", re.IGNORECASE)  # fmt: skip

MORE = (  # where a teaser ends
    r"(?:read (?:more|on)|continue reading|cite[șş]te (?:mai (?:mult|departe)|continuarea)|"
    r"citiți continuarea|lire la suite|la suite sur|weiterlesen|mehr (?:lesen|dazu)|leer más|"
    r"siga leyendo|continua a leggere|leggi tutto|tovább|a folytatás|czytaj (?:więcej|dalej)|"
    r"читать (?:далее|дальше)|читайте продолжение|ler mais|continue a ler|"
    r"lees (?:meer|verder)|devamını oku|haberin devamı|läs mer|les mer|læs mere|lue lisää|"
    r"číst (?:dál|více)|περισσότερα|続きを読む|阅读全文)\b"
)
BROKEN_OFF = re.compile(  # a sign at the end of a line; such a word alone on it, or behind all
    rf"…\W*$|^(?:.{{40,}})?\W*\.\.\.\W*$|^{MORE}\W*(?:\w+\W*){{0,5}}$|\s{MORE}\W*$",
    re.IGNORECASE,
)
NO_SCRIPT = re.compile(
    r"(?:enable|turn on|requires?|activez|activați|aktivieren sie|habilit\w+|attiva(?:re)?|"
    r"включите|"
    r"włącz|engedélyezze) (?:\S+ )?javascript|javascript (?:is )?(?:disabled|required|"
    r"deaktiviert)|"
    r"without javascript",
    re.IGNORECASE,
)
