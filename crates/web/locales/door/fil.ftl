# Filipino, ang pintong pampubliko. Para sa batang siyam na taong gulang: maiikling pangungusap, pang-araw-araw na salita,
# walang paninisi, walang detalye ng pang-aabuso.

## The form: screens
screen-now = Ano ang nangyayari
screen-now-lead = Puwedeng iwang blangko ang kahit anong tanong. Puwede mo na itong ipadala mula sa pahinang ito.
screen-who = Tungkol kanino ito
screen-who-lead = Nakakatulong ito para mahanap namin ang tamang tutulong. Iwang blangko ang hindi mo alam.
screen-how = Paano ito nangyayari
screen-how-lead = Hindi mo kailangang sabihin ang lahat. Lagyan ng tsek ang tugma.
screen-where = Saan sa internet
screen-where-lead = Mga pangalan at link ang pinakamalaking tulong. Huwag magpadala ng mga litrato.
screen-arranger = Sino ang nasa likod nito
screen-arranger-lead = Sabihin lang ang alam mo. Ayos lang kung wala kang alam.
screen-contact = Paano ka namin masasagot
screen-contact-lead = Hindi mo kailangang sabihin kung sino ka. Bibigyan ka ng code. Gamit ang code, mababasa mo rito ang sagot namin.

## The form: what is happening
ask-safe-me = Ligtas ka ba ngayon?
ask-safe-saw = Ligtas ba ang bata ngayon?
answer-safe-yes = Oo
answer-safe-no = Hindi
answer-safe-unsure = Hindi ako sigurado
ask-words-me = Ano ang nangyayari, o ano ang nangyari?
ask-words-saw = Ano ang nakita, narinig o nalaman mo?
hint-words = Sabihin sa sarili mong salita. Sapat na ang ilang salita. Hindi mo kailangang ikuwento ang mahirap sabihin.

## The form: who is it about
ask-age-me = Ilang taon ka na?
ask-age-saw = Ilang taon na ang bata?
answer-age-under_13 = Wala pang 13
answer-age-from_13_to_15 = 13 hanggang 15
answer-age-from_16_to_17 = 16 o 17
answer-age-from_18 = 18 pataas
answer-age-unsure = Hindi ako sigurado
ask-sex-me = Babae ka ba o lalaki?
ask-sex-saw = Babae ba o lalaki ang bata?
answer-sex-girl = Babae
answer-sex-boy = Lalaki
answer-sex-other = Iba ang sagot
ask-name-me = Ano ang pangalan mo?
ask-name-saw = Ano ang pangalan ng bata?
hint-name = Kung gusto mo lang sabihin. Sapat na ang palayaw.
ask-children-me = Ilang bata ang dumaranas nito, kasama ka?
ask-children-saw = Ilang bata ang dumaranas nito?
answer-children-one = Isang bata
answer-children-several = Higit sa isang bata
answer-children-unsure = Hindi ako sigurado
ask-relation = Paano mo kilala ang bata?
answer-relation-my_child = Anak ko
answer-relation-family = Kapamilya ko ang bata
answer-relation-pupil = Guro ako ng bata
answer-relation-neighbour = Magkapitbahay kami
answer-relation-friend = Magkaibigan kami
answer-relation-online = Sa internet ko lang kilala ang bata
answer-relation-stranger = Hindi ko kilala ang bata
ask-country = Saang bansa ito nangyayari?
ask-place = Saang lugar?
hint-place = Bayan, barangay, kalye, paaralan: kung ano ang alam mo.

## The form: how it happens
ask-forms-me = Paano ito nangyayari sa iyo?
ask-forms-saw = Paano ito nangyayari?
answer-forms-live = Sa live na video na may nanonood
answer-forms-call = Sa video call
answer-forms-pictures = Sa mga litrato o video
answer-forms-chat = Sa chat o mensahe
answer-forms-threats = May nagbabanta o nananakot
answer-forms-meeting = Sa pakikipagkita nang personal
answer-forms-other = Sa ibang paraan
ask-last = Kailan ito huling nangyari?
answer-last-today = Ngayong araw
answer-last-week = Nitong huling 7 araw
answer-last-month = Nitong huling buwan
answer-last-longer = Mas matagal na
answer-last-unsure = Hindi ako sigurado
ask-again = Puwede ba itong maulit?
answer-again-yes = Oo
answer-again-no = Hindi
answer-again-unsure = Hindi ako sigurado
ask-planned = Alam mo ba kung anong araw?

## The form: where on the internet
ask-apps = Anong mga app ang ginagamit?
answer-apps-facebook = Facebook
answer-apps-messenger = Messenger
answer-apps-instagram = Instagram
answer-apps-tiktok = TikTok
answer-apps-whatsapp = WhatsApp
answer-apps-telegram = Telegram
answer-apps-viber = Viber
answer-apps-discord = Discord
answer-apps-snapchat = Snapchat
answer-apps-x = X (Twitter)
answer-apps-youtube = YouTube
answer-apps-dating = Dating app
answer-apps-game = Laro o game
answer-apps-sms = Text (SMS)
answer-apps-other = Iba pa
ask-accounts = Anong mga account, numero ng telepono o e-mail ang gamit ng mga taong ito?
hint-accounts = Isa bawat linya, kung paano mo mismo nakikita.
ask-links = May mga link ka ba?
hint-links = Isa bawat linya. Kopyahin lang ang link. Huwag na itong buksan ulit para tingnan.
ask-hashes = Fingerprint ng mga litrato o video
hint-hashes = Gagawa ang phone mo ng fingerprint ng litrato: hanay ng mga letra at numero. Fingerprint lang ang ipapadala. Nananatili sa phone mo ang litrato, at walang makakakita nito rito.

## The form: who is behind it
ask-arranger-me = Sino ang nagpapagawa nito sa iyo, o nag-aayos nito?
ask-arranger-saw = Sino ang nagpapagawa nito sa bata, o nag-aayos nito?
answer-arranger-parent = Magulang o kinakasama ng magulang
answer-arranger-relative = Ibang kamag-anak
answer-arranger-neighbour = Kapitbahay
answer-arranger-friend = Kaibigan
answer-arranger-teacher = Guro
answer-arranger-met_online = Taong nakilala sa internet
answer-arranger-stranger = Taong hindi kilala
answer-arranger-nobody = Walang nag-aayos nito
answer-arranger-unsure = Hindi ako sigurado
ask-arranger_name = Ano ang pangalan o tawag sa taong ito?
hint-arranger_name = Makakatulong din ang palayaw, o kung saan siya nakatira.
ask-viewer = Sino ang nanonood, o gustong makuha ang mga litrato?
hint-viewer = Pangalan, account, bansa, wika: kung ano ang alam mo.
ask-paid = May nagbibigay ba ng pera o regalo para dito?
answer-paid-yes = Mayroon
answer-paid-no = Wala
answer-paid-unsure = Hindi ako sigurado
ask-paid_how = Paano ito binabayaran?
answer-paid_how-remittance = Padala o money transfer
answer-paid_how-e_wallet = E-wallet (GCash, Maya, DANA, OVO o iba pa)
answer-paid_how-bank = Bangko
answer-paid_how-gift_card = Gift card
answer-paid_how-game_credit = Load o credits sa game
answer-paid_how-gifts = Regalo, pagkain o cellphone
answer-paid_how-crypto = Crypto (Bitcoin o iba pa)
answer-paid_how-other = Sa ibang paraan
ask-paid_details = Ano ang alam mo tungkol sa mga bayad?
hint-paid_details = Mga pangalan, numero, araw, magkano: kung ano ang nakasulat sa resibo o mensahe.

## The form: how we can answer you
ask-contact = Paano ka namin puwedeng sagutin?
hint-contact = Sapat na ang code. Pumili lang ng iba kung ligtas ito para sa iyo.
answer-contact-code = Dito lang, gamit ang code ko
answer-contact-call = Sa tawag
answer-contact-message = Sa mensahe (text o chat)
answer-contact-email = Sa e-mail
answer-contact-person = Sa pamamagitan ng taong pinagkakatiwalaan ko
ask-contact_where = Anong numero o address, o sinong tao?
hint-contact_where = Mas mabuti kung walang ibang nakakabasa o nakakarinig.
ask-contact_when = Kailan at paano ito ligtas?
hint-contact_when = Halimbawa: pagkatapos ng klase, text lang, huwag sabihin kung sino kayo.
ask-reporter_name = Pangalan mo
hint-reporter_name = Hindi mo ito kailangang sabihin. Kasinghalaga ang sumbong na walang pangalan.

## The guide: the way through it
guide-title = May hindi ba tama online?
guide-lead = Sumagot ng dalawang maikling tanong. Hindi sine-save sa phone na ito ang mga sagot mo. Pagkatapos, mababasa mo kung ano ang puwede mong gawin ngayon.
guide-who = Sino ka?
guide-reader-child = Wala pa akong 18 at tungkol ito sa akin
guide-reader-carer = May batang inaalagaan ko
guide-reader-other = Guro, kapitbahay o kaibigan ako
guide-signs-child = Ano ang nangyayari sa iyo? Lagyan ng tsek ang lahat ng tugma.
guide-signs-carer = Ano ang napapansin mo sa bata? Lagyan ng tsek ang lahat ng tugma.
guide-signs-other = Ano ang nakita o narinig mo? Lagyan ng tsek ang lahat ng tugma.
guide-none = Wala rito, o hindi ako sigurado
guide-result = Ano ito at ano ang puwede mong gawin
guide-unsure-title = Ayos lang kung hindi ka sigurado
guide-unsure = Hindi mo kailangang alam kung ano ang tawag dito. Kung may nararamdaman kang mali, puwede kang humingi ng tulong. Puwede mo rin itong isumbong. Titingnan natin ito nang magkasama.
guide-not-to-blame-me = Hindi ka namin pagagalitan. Hindi mo ito kasalanan, anuman ang ginawa o ipinadala mo. Matapang ka dahil binabasa mo ito.
guide-not-to-blame-child = Walang kasalanan ang bata, anuman ang ginawa o ipinadala niya. Huwag siyang pagalitan at huwag parusahan. Maging mahinahon at mabait.
guide-do = Ano ang gagawin ngayon
guide-keep = Ano ang itatabi
guide-dont = Ano ang hindi dapat gawin
guide-more = Higit pa
guide-to-help = Humingi ng tulong ngayon
guide-to-report = Magsumbong nang walang pangalan

## The guide: signs
sign-asked_pictures-me = May humihingi sa akin ng pribadong litrato o video ng katawan ko.
sign-asked_pictures-child = May humihingi sa bata ng pribadong litrato o video ng katawan niya.
sign-has_pictures-me = May taong may hawak na pribadong litrato o video ko, o ipinapakita ito sa iba.
sign-has_pictures-child = May taong may hawak na pribadong litrato o video ng bata, o ipinapakita ito sa iba.
sign-threats-me = May nagsasabi: magbayad ka, o magpadala ka pa, kung hindi ay ipapakita ko ang mga litrato mo.
sign-threats-child = May nagbabantang ipakita ang mga litrato ng bata kung walang magbabayad o magpapadala pa.
sign-fake_pictures-me = May gumawa ng pekeng pribadong litrato na mukha ko ang ginamit.
sign-fake_pictures-child = May gumawa ng pekeng pribadong litrato na mukha ng bata ang ginamit.
sign-pretended_age-me = May nagsabing kasing-edad ko siya, pero sa tingin ko ay matanda na siya.
sign-pretended_age-child = May ka-chat ang bata na nagsasabing bata rin siya, pero mukhang matanda na.
sign-secret-me = May nakilala ako sa internet na nagsasabing dapat sikreto lang ang chat namin.
sign-wants_to_meet-me = May taong sa internet ko lang kilala na gustong makipagkita sa akin nang kaming dalawa lang.
sign-wants_to_meet-child = May taong sa internet lang kilala ng bata na gustong makipagkita sa kanya.
sign-watched_call-me = Sa video call, may nag-uutos sa akin na maghubad o gumawa ng kung ano sa katawan ko, habang nanonood siya.
sign-watched_call-child = May pinapagawa sa bata sa video call na hindi dapat gawin ng bata, at may nanonood.
sign-arranged-me = May kapamilya, kapitbahay o kaibigan na nagpapaharap sa akin sa camera para sa ibang tao.
sign-arranged-child = May kamag-anak, kapitbahay o kaibigan na nagpapaharap sa bata sa camera para sa ibang tao.
sign-pays_gifts-me = May nagbibigay ng pera, load o regalo para sa litrato ko o para maka-video call ako.
sign-pays_gifts-child = May nagbibigay ng pera, load o regalo para sa litrato ng bata o para maka-video call siya.
sign-money_abroad-me = May nagpapadala ng pera sa bahay mula sa ibang bansa, at kailangan kong humarap sa camera.
sign-money_abroad-child = May dumarating na pera sa bahay mula sa ibang bansa, at kailangang humarap ang bata sa camera.
sign-offered-child = May nakita ako sa internet na nagpapakita o nagbebenta ng litrato o video ng bata na mukhang pang-aabuso.
sign-changed-child = Nagbago ang bata: takot, malungkot, hindi makatulog, itinatago ang phone kapag may lumalapit.

## The guide: the four forms
form-abuse_material = Pang-aabuso sa litrato at video (materyal ng seksuwal na pang-aabuso sa bata)
form-abuse_material-what-me = Ang pribadong litrato o video ng isang bata ay hindi para sa iba. Walang puwedeng humingi, magtago o magpasa nito, at walang puwedeng gumawa ng peke. Ang gumagawa nito ang lumalabag sa batas, hindi ikaw.
form-abuse_material-what-child = Mga pribadong litrato o video ng bata na hinihingi, itinatago, ipinapasa o ginagawa ng iba, kahit peke. Tuwing ipinapakita ang mga ito, nasasaktan ulit ang bata. Krimen ito ng gumagawa, hindi kailanman ng bata.
form-grooming = Kunwaring kaibigan (grooming)
form-grooming-what-me = May taong sobrang bait sa iyo, kinukuha ang tiwala mo, tapos humihingi ng pribadong bagay o sikreto. Dahan-dahan ang simula kaya mahirap mahalata. Sinasadya at pinaplano ito ng mga nakatatanda. Ang tawag dito ay grooming.
form-grooming-what-child = May taong unti-unting kumukuha ng tiwala ng bata, gamit ang magagandang salita, regalo o sikreto, at saka humihingi ng pribadong litrato, tawag o pagkikita. Pinaplano ito. Mahirap itong mahalata ng bata.
form-live_streaming = Pang-aabuso sa live na video (naka-live stream na seksuwal na pang-aabuso sa bata)
form-live_streaming-what-me = May nagpapagawa sa iyo ng pribadong bagay sa harap ng camera habang may nanonood. Madalas, nagpapadala sila ng pera para dito. Walang may karapatang gawin ito, kahit pamilya mo.
form-live_streaming-what-child = May nagpapagawa sa bata ng mga seksuwal na bagay sa harap ng camera habang may nanonood, madalas para sa pera. Madalas, kamag-anak o kapitbahay ang nag-aayos. Mabigat na krimen ito, kahit kailangan ng pamilya ang pera.
form-sexual_extortion = Pananakot gamit ang litrato (seksuwal na pangingikil)
form-sexual_extortion-what-me = May nananakot sa iyo: magbayad ka, o magpadala ka pa, kung hindi ay ipapakita ko ang mga litrato mo. Nangyayari ito sa maraming babae at lalaki. Ang nagbabayad o nagpapadala pa ay madalas hinihingan ulit, kaya mas mabuting tumigil.
form-sexual_extortion-what-child = May nagbabantang ipakita ang pribadong litrato ng bata kung walang magbabayad o magpapadala pa. Ang nagbabayad ay madalas hinihingan ulit. Puwedeng takot na takot ang bata: huwag siyang pabayaang mag-isa.

## The guide: what to do now
do-tell-me = Magsabi sa nakatatandang pinagkakatiwalaan mo. Kung hindi siya tumulong, magsabi sa iba pa.
do-tell-child = Makinig nang mahinahon at maniwala sa bata. Sabihin: mabuti at sinabi mo sa akin.
do-stop_answering-me = Huwag nang sumagot. Wala kang kailangang ipaliwanag.
do-stop_answering-child = Tulungan ang bata na huwag nang sumagot. Walang kailangang ipaliwanag sa taong iyon.
do-block-me = Itabi muna ang chat. Saka i-block ang tao.
do-block-child = Itabi muna ang chat. Saka tulungan ang bata na i-block ang tao.
do-take_down-me = Puwede mong ipatanggal ang mga litrato mo sa internet. Nasa pahina ng tulong kung saan. Nananatili sa phone mo ang litrato.
do-take_down-child = Puwedeng ipatanggal ang mga litrato sa internet. Nasa pahina ng tulong kung saan ito mahihiling ng bata, kasama ka.
do-report_account-me = I-report din ang account sa app. Sa karamihan ng app, hindi malalaman ng tao kung sino ang nag-report.
do-report_account-child = I-report din ang account o page sa app. Sa karamihan ng app, hindi malalaman ng tao kung sino ang nag-report.
do-get_help-me = Tumawag o sumulat sa helpline para sa mga bata. Araw-araw silang nakikinig sa mga bata.
do-get_help-child = Tumawag sa helpline para sa mga bata o sa pulis. Sasabihin nila kung ano ang susunod na gagawin.
do-safe_place-me = Nasa panganib ka ba ngayon? Pumunta sa mga taong mag-iingat sa iyo, at tumawag para humingi ng tulong.
do-safe_place-child = Nasa panganib ba ang bata ngayon? Humingi muna ng tulong bago pa may malaman ang gumagawa nito.
do-report-me = Isumbong ito rito. Hindi mo kailangang sabihin ang pangalan mo.
do-report-child = Isumbong ito rito. Hindi mo kailangang sabihin ang pangalan mo. Hindi mo kailangan ng pruweba.

## The guide: what to keep
keep-names-me = Mga pangalan, palayaw, pangalan ng account at numero ng telepono.
keep-names-child = Mga pangalan, palayaw, pangalan ng account at numero ng telepono.
keep-chats-me = Ang buong chat. Iwan lang ito sa phone.
keep-chats-child = Ang buong chat. Iwan lang ito sa phone ng bata.
keep-links-me = Mga link ng profile at page. Link ang kopyahin, hindi ang litrato.
keep-links-child = Mga link ng profile at page. Link ang kopyahin, hindi ang litrato.
keep-times-me = Mga araw at oras: kailan nangyari, at kailan puwedeng maulit.
keep-times-child = Mga araw at oras: kailan nangyari, at kailan puwedeng maulit.
keep-payments-me = Mga resibo ng bayad at mensahe tungkol sa pera.
keep-payments-child = Mga resibo ng bayad, numero ng account at mensahe tungkol sa pera.

## The guide: what not to do
dont-pay-me = Huwag magbayad. Madalas, hindi tumitigil ang pananakot kahit may magbayad.
dont-pay-child = Huwag magbayad. Madalas, hindi tumitigil ang pananakot kahit may magbayad.
dont-send_more-me = Huwag nang magpadala ng litrato, kahit isa.
dont-send_more-child = Huwag hayaang may magpadala pa ng litrato, kahit isa.
dont-meet-me = Huwag makipagkita sa taong ito.
dont-meet-child = Huwag hayaang makipagkita ang bata sa taong ito, at huwag ka ring pumunta roon.
dont-confront-me = Huwag makipag-away sa tao at huwag sabihing nagsumbong ka sa amin. Puwede kang mapahamak.
dont-confront-child = Huwag komprontahin o balaan ang tao. Puwedeng mapahamak ang bata at mawala ang pruweba.
dont-share-me = Huwag i-share o ipasa ang mga litrato, kahit bilang pruweba.
dont-share-child = Huwag kopyahin, i-share o ipasa ang mga litrato, kahit bilang pruweba. Sapat na ang link o pangalan.
dont-look_for_more-me = Huwag mong hanapin ang mga litrato nang mag-isa.
dont-look_for_more-child = Huwag nang maghanap pa at huwag mag-download. Sa maraming bansa, bawal ito sa batas.
dont-delete-me = Huwag i-delete ang chat o ang account mo. Makakatulong ito para mahanap ang tao.
dont-delete-child = Huwag i-delete ang chat o ang account, at huwag i-reset ang phone. Makakatulong ito para mahanap ang tao.

## Help pages
help-title = Tulong
help-lead = Ang mga taong ito ay tumutulong sa mga bata. Puwede kang tumawag o sumulat kahit hindi ka sigurado.
help-choose-country = Piliin ang bansa mo
help-other-country = Ibang bansa
help-danger = Nasa panganib ka ba ngayon? Tumawag muna sa emergency number ng bansa mo.
help-kind-emergency = Kapag emergency
help-kind-child_helpline = May makakausap: mga helpline para sa bata
help-kind-police_cyber = Pulis at imbestigador para sa internet
help-kind-hotline = I-report ang mga page at link
help-kind-takedown = Ipatanggal ang mga litrato mo sa internet
help-kind-counselling = Para gumaan ang loob: counseling
help-free = Libre
help-hours-always = Araw at gabi
help-call = Tumawag
help-write = Sumulat
help-open = Buksan ang page
help-checked = Tiningnan noong { $date }. Pinagmulan: { $source }

## Every page of the public door
door-title = Impormasyon
door-skip = Lumaktaw sa nilalaman
door-start = Unang pahina
door-exit = Umalis sa pahinang ito
door-exit-hint = Kung may keyboard ka, makakaalis ka agad: pindutin nang tatlong beses ang Shift.
door-language = Wika
door-history-title = Ano ang naiiwan sa phone na ito
door-history = Hindi namin sine-save sa phone na ito ang mga isinulat mo. Pero puwedeng makita sa history ng browser na pumunta ka rito. Puwede mong i-delete sa history ang mga pahinang ito. Sa susunod, puwede kang gumamit ng private window (incognito).
door-next = Susunod
door-back = Bumalik
door-send = Ipadala
door-send-now = Ipadala na ang isinulat ko
door-choose = Pumili
door-no-answer = Walang sagot
door-sending = Ipinapadala na. Sandali lang.
door-no-line = Walang koneksyon ngayon. Nandito pa ang mga isinulat mo. Maghintay sandali, saka pindutin ulit ang button.
door-error-not-found = Wala rito ang pahinang ito.
door-error-large = Masyado itong mahaba para ipadala nang isang beses. Bumalik at ipadala muna ang isang bahagi. Puwede mong idagdag ang iba mamaya gamit ang code mo.
door-error-busy = Hindi kami nakasagot agad. Bumalik at subukan ulit pagkalipas ng isang minuto. Ayos lang kung maipadala mo ito nang dalawang beses.
door-error-form = Masyadong matagal nang nakabukas ang pahina, o hindi ito sa amin. Bumalik at subukan ulit.
door-error-fault = May nagkaproblema. Kami ang nagkamali, hindi ikaw. Bumalik at subukan ulit.

## First page
door-home-title = May nananakit ba sa iyo o sa isang bata online?
door-home-lead = Dito, puwede mong alamin kung ano ang hindi tama, humingi ng tulong, o magsabi sa amin. Hindi mo kailangang sabihin ang pangalan mo.
door-home-guide = May hindi ba tama? Alamin
door-home-guide-lead = Dalawang maikling tanong. Pagkatapos, mababasa mo kung ano ang puwede mong gawin.
door-home-help = Humingi ng tulong ngayon
door-home-help-lead = Mga taong puwede mong tawagan o sulatan.
door-home-read = May code ako
door-home-read-lead = Basahin ang sagot namin at sumulat ulit sa amin.

## The report
door-write-which = Tungkol kanino ito?
door-write-me = Nangyayari ito sa akin, o nangyari na sa akin
door-write-me-lead = Puwede mo itong sabihin sa amin. Hindi ka namin pagagalitan, at hindi mo ito kasalanan.
door-write-saw = May nakita o nalaman ako
door-write-saw-lead = Ayos lang kung hindi ka sigurado. Puwede mo pa ring sabihin sa amin.
door-step = Bahagi { $at } ng { $all }
door-optional = Puwedeng iwang blangko ang kahit anong tanong. Puwede mo na itong ipadala mula sa kahit anong bahagi.
door-unsafe-title = Humingi ng tulong ngayon
door-unsafe = Hindi mo kailangang tapusin ito o hintayin kami. Makakatulong na ngayon ang mga taong ito:
door-unsafe-more = Iba pang numero at page
door-before-title = Bago mo ito ipadala
door-before-who = Sino ang babasa: mga taong ang trabaho ay protektahan ang mga bata. Tuwing may magbubukas nito sa kanila, inililista namin kung sino.
door-before-next = Ano ang susunod: may taong babasa nito at hahanap ng mga makakatulong. Hindi namin masabi kung gaano ito katagal. Gamit ang code mo, makikita mo rito kung ano na ang nangyari dito.
door-before-limits = Ano ang hindi namin puwedeng ilihim: para maprotektahan ang isang bata, baka kailangan namin itong sabihin sa iba, halimbawa sa pulis. Mababasa nila ang isinulat mo. Malalaman lang namin ang pangalan mo kung isusulat mo.
door-before-trace = Sine-save namin ang mga sagot mo, ang wika at ang oras. Hindi namin sine-save kung nasaan ka o kung anong phone ang gamit mo, maliban kung isulat mo. Huwag magpadala ng mga litrato: sapat na ang link, pangalan o oras.
door-from-elsewhere = Hindi pa ito naipapadala. Galing ito sa ibang pahina. Tingnan muna ito, saka ikaw mismo ang pumindot sa button.
door-hash-choose = Pumili ng litrato o video. Mananatili ito sa phone mo
door-hash-working = Ginagawa pa. Puwedeng matagalan nang kaunti.
door-hash-done = Tapos na. Fingerprint lang ang ipapadala, hindi ang litrato.
door-hash-failed = Hindi ito gumana. Ayos lang: puwede mo itong laktawan.

## After sending
door-sent-title = Salamat. Natanggap na namin ito.
door-sent-lead = Tama at matapang ang pagsasabi mo sa amin. Kung sa iyo ito nangyari: hindi mo ito kasalanan.
door-sent-next-title = Ano ang mangyayari ngayon
door-sent-next = May taong babasa nito. Hindi namin masabi kung gaano ito katagal. Kailangan mo ba ng tulong ngayon? Huwag mo na kaming hintayin: nasa pahina ng tulong kung sino ang puwede mong tawagan. Gamit ang code mo, makikita mo rito kung ano na ang nangyari sa sumbong mo.
door-code-title = Ang code mo
door-code-lead = Gamit ang siyam na salitang ito, puwede kang bumalik, magbasa ng sagot namin at sumulat sa amin. Dito lang sa pahinang ito namin maipapakita ang mga ito. Hindi mo kailangang itabi ang mga ito: kasinghalaga pa rin ang sumbong mo.
door-code-keep = Kung ligtas, isulat sa papel ang mga salita, ayon sa pagkakasunod-sunod dito. Mas mabuting huwag kunan ng litrato: baka makita ng iba sa phone. Mababasa ang mga mensahe ng sinumang may alam ng mga salitang ito.
door-code-hide = Itago ang code
door-code-again = Ipakita ulit ang code

## Coming back with the code
door-read-title = Basahin ang mga mensahe mo
door-read-code = Ang code mo
door-read-hint = Siyam na salita, sa tamang pagkakasunod-sunod. Malaki o maliit na letra, pareho lang.
door-read-button = Buksan
door-read-lost = Wala na sa iyo ang code? Ayos lang: mahalaga pa rin ang sumbong mo. Pero hindi namin mabubuksan para sa iyo ang mga mensahe kung wala ito. Puwede kang magsabi ulit sa amin, at sabihin mong nagsabi ka na dati.
door-read-count = May { $all } salita ang code. { $count } ang na-type mo.
door-read-word = Wala sa mga salita namin ang ika-{ $place } na salita. Tingnan mo ulit ito.
door-read-word-meant = Wala sa mga salita namin ang ika-{ $place } na salita. “{ $meant }” ba ang ibig mong sabihin?
door-read-check = Mga salita namin ang lahat ng ito, pero hindi magkakatugma. Baka may isang mali, o nagkapalit ng puwesto ang dalawa.
door-read-unknown = Wala kaming makitang mensahe para sa code na ito. Baka na-delete na ang mga ito, o may mas bago ka nang mga salita.
door-letters-title = Mga mensahe mo
door-letters-none = Wala pang mensahe.
door-letters-us = Isinulat namin
door-letters-you = Isinulat mo
door-letters-say = Sumulat sa amin
door-letters-sent = Natanggap na ang mensahe mo.
door-letters-empty = Magsulat ka muna ng kahit ano.
door-letters-next = Susulat ulit kami sa iyo rito nang hindi lalampas sa { $date }.
door-letters-close = Isara at umalis
door-letters-deleted = Na-delete na ang mga mensahe. Wala nang makakabukas ng mga ito rito.
door-status-received = Natanggap na ang sumbong mo. Babasahin namin ito.
door-status-being_read = May nagbabasa na rito ng sumbong mo.
door-status-asked = May tanong kami sa iyo. Basahin sa ibaba.
door-status-passed_on = Naipasa na namin ang sumbong mo sa mga taong makakatulong.
door-status-closed = Nagawa na namin ang kaya namin dito. Puwede ka pa ring sumulat sa amin.
door-delete-title = I-delete ang mga mensaheng ito
door-delete-lead = Pagkatapos nito, wala nang makakabukas ng mga mensahe rito, kahit kami. Hindi na gagana ang code. Mananatili ang sumbong mismo, para matulungan ang bata.
door-delete-sure = Sigurado ka ba? Hindi na maibabalik ang mga ito. Kung sigurado ka, pindutin ulit ang button.
door-delete-button = I-delete ang mga mensahe
door-replace-title = May ibang nakakaalam ng code ko
door-replace-lead = Bibigyan ka ng mga bagong salita. Hindi na gagana ang mga luma.
door-replace-button = Bigyan ako ng mga bagong salita
door-replaced-title = Ang bago mong code
door-replaced-lead = Isulat sa papel ang mga salita kung ligtas. Isang beses lang namin ipapakita ang mga ito. Hindi na gagana ang mga lumang salita.
door-handed = Alam din ng nagbigay sa iyo ng code ang mga salita nito. Kumuha muna ng mga bagong salita. Ikaw na lang ang makakaalam ng mga iyon.
