# Bahasa Indonesia, pintu untuk umum. Untuk anak umur sembilan tahun: kalimat pendek, kata sehari-hari, tanpa menyalahkan,
# tanpa rincian kekerasan.

## The form: screens
screen-now = Apa yang terjadi
screen-now-lead = Semua pertanyaan boleh dikosongkan. Dari halaman ini sudah bisa dikirim.
screen-who = Ini tentang siapa
screen-who-lead = Ini membantu kami mencari orang yang tepat untuk menolong. Kosongkan yang kamu tidak tahu.
screen-how = Bagaimana terjadinya
screen-how-lead = Kamu tidak harus menceritakan semuanya. Centang yang cocok.
screen-where = Di mana di internet
screen-where-lead = Nama dan link paling membantu. Tolong jangan kirim foto.
screen-arranger = Siapa di balik ini
screen-arranger-lead = Ceritakan yang kamu tahu saja. Tidak apa-apa kalau kamu tidak tahu apa-apa.
screen-contact = Bagaimana kami bisa menjawabmu
screen-contact-lead = Kamu tidak harus bilang siapa kamu. Kamu akan dapat kode. Dengan kode itu kamu bisa membaca jawaban kami di sini.

## The form: what is happening
ask-safe-me = Apakah kamu aman sekarang?
ask-safe-saw = Apakah anak itu aman sekarang?
answer-safe-yes = Ya
answer-safe-no = Tidak
answer-safe-unsure = Aku tidak yakin
ask-words-me = Apa yang sedang terjadi, atau apa yang sudah terjadi?
ask-words-saw = Apa yang kamu lihat, dengar, atau ketahui?
hint-words = Pakai kata-katamu sendiri. Beberapa kata saja cukup. Kamu tidak harus menceritakan hal yang sulit diucapkan.

## The form: who is it about
ask-age-me = Berapa umurmu?
ask-age-saw = Berapa umur anak itu?
answer-age-under_13 = Di bawah 13 tahun
answer-age-from_13_to_15 = 13 sampai 15 tahun
answer-age-from_16_to_17 = 16 atau 17 tahun
answer-age-from_18 = 18 tahun atau lebih
answer-age-unsure = Aku tidak yakin
ask-sex-me = Kamu perempuan atau laki-laki?
ask-sex-saw = Anak itu perempuan atau laki-laki?
answer-sex-girl = Perempuan
answer-sex-boy = Laki-laki
answer-sex-other = Jawaban lain
ask-name-me = Siapa namamu?
ask-name-saw = Siapa nama anak itu?
hint-name = Hanya kalau mau. Nama panggilan saja cukup.
ask-children-me = Berapa anak yang mengalaminya, termasuk kamu?
ask-children-saw = Berapa anak yang mengalaminya?
answer-children-one = Satu anak
answer-children-several = Lebih dari satu anak
answer-children-unsure = Aku tidak yakin
ask-relation = Bagaimana kamu kenal anak itu?
answer-relation-my_child = Anakku sendiri
answer-relation-family = Anak itu keluargaku
answer-relation-pupil = Aku guru anak itu
answer-relation-neighbour = Kami bertetangga
answer-relation-friend = Kami berteman
answer-relation-online = Aku kenal anak itu dari internet saja
answer-relation-stranger = Aku tidak kenal anak itu
ask-country = Di negara mana ini terjadi?
ask-place = Di tempat mana?
hint-place = Kota, desa, jalan, sekolah: apa saja yang kamu tahu.

## The form: how it happens
ask-forms-me = Bagaimana ini terjadi padamu?
ask-forms-saw = Bagaimana ini terjadi?
answer-forms-live = Di video langsung (live) yang ditonton orang
answer-forms-call = Di video call
answer-forms-pictures = Dengan foto atau video
answer-forms-chat = Di chat atau pesan
answer-forms-threats = Ada yang mengancam atau menakut-nakuti
answer-forms-meeting = Bertemu langsung
answer-forms-other = Dengan cara lain
ask-last = Kapan terakhir kali terjadi?
answer-last-today = Hari ini
answer-last-week = Dalam 7 hari terakhir
answer-last-month = Dalam sebulan terakhir
answer-last-longer = Sudah lebih lama
answer-last-unsure = Aku tidak yakin
ask-again = Bisakah ini terjadi lagi?
answer-again-yes = Ya
answer-again-no = Tidak
answer-again-unsure = Aku tidak yakin
ask-planned = Apa kamu tahu hari apa?

## The form: where on the internet
ask-apps = Aplikasi apa yang dipakai?
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
answer-apps-dating = Aplikasi kencan
answer-apps-game = Game
answer-apps-sms = SMS
answer-apps-other = Yang lain
ask-accounts = Akun, nomor telepon, atau e-mail apa yang dipakai orang-orang ini?
hint-accounts = Satu di tiap baris, persis seperti yang kamu lihat.
ask-links = Apa kamu punya link?
hint-links = Satu di tiap baris. Salin link-nya saja. Tidak usah dibuka lagi untuk mengecek.
ask-hashes = Sidik jari foto atau video
hint-hashes = HP-mu membuat sidik jari dari foto: sederet huruf dan angka. Hanya sidik jari itu yang dikirim. Fotonya tetap di HP-mu, dan tidak ada yang melihatnya di sini.

## The form: who is behind it
ask-arranger-me = Siapa yang menyuruhmu, atau yang mengatur ini?
ask-arranger-saw = Siapa yang menyuruh anak itu, atau yang mengatur ini?
answer-arranger-parent = Orang tua atau pasangannya
answer-arranger-relative = Saudara atau kerabat lain
answer-arranger-neighbour = Tetangga
answer-arranger-friend = Teman
answer-arranger-teacher = Guru
answer-arranger-met_online = Orang yang dikenal dari internet
answer-arranger-stranger = Orang asing
answer-arranger-nobody = Tidak ada yang mengatur
answer-arranger-unsure = Aku tidak yakin
ask-arranger_name = Siapa nama atau panggilan orang ini?
hint-arranger_name = Nama panggilan juga membantu, atau di mana dia tinggal.
ask-viewer = Siapa yang menonton, atau yang mau fotonya?
hint-viewer = Nama, akun, negara, bahasa: apa saja yang kamu tahu.
ask-paid = Apakah ada yang memberi uang atau hadiah untuk ini?
answer-paid-yes = Ya
answer-paid-no = Tidak
answer-paid-unsure = Aku tidak yakin
ask-paid_how = Bagaimana cara bayarnya?
answer-paid_how-remittance = Kiriman uang (wesel, Western Union, atau sejenisnya)
answer-paid_how-e_wallet = Dompet digital (DANA, OVO, GoPay, GCash, atau lainnya)
answer-paid_how-bank = Bank
answer-paid_how-gift_card = Kartu hadiah (gift card)
answer-paid_how-game_credit = Pulsa atau top up game
answer-paid_how-gifts = Hadiah, makanan, atau HP
answer-paid_how-crypto = Kripto (Bitcoin atau lainnya)
answer-paid_how-other = Dengan cara lain
ask-paid_details = Apa yang kamu tahu tentang pembayarannya?
hint-paid_details = Nama, nomor, hari, berapa: apa yang tertulis di struk atau pesan.

## The form: how we can answer you
ask-contact = Bagaimana kami boleh menjawabmu?
hint-contact = Kode saja sudah cukup. Pilih cara lain hanya kalau aman untukmu.
answer-contact-code = Di sini saja, dengan kodeku
answer-contact-call = Lewat telepon
answer-contact-message = Lewat pesan (SMS atau chat)
answer-contact-email = Lewat e-mail
answer-contact-person = Lewat orang yang kupercaya
ask-contact_where = Nomor, alamat, atau orang yang mana?
hint-contact_where = Sebaiknya yang tidak dibaca atau didengar orang lain.
ask-contact_when = Kapan dan bagaimana yang aman?
hint-contact_when = Misalnya: sepulang sekolah, pesan saja, jangan bilang siapa kalian.
ask-reporter_name = Namamu
hint-reporter_name = Tidak wajib. Laporan tanpa nama sama pentingnya.

## The guide: the way through it
guide-title = Ada yang tidak beres di internet?
guide-lead = Jawab dua pertanyaan pendek. Jawabanmu tidak disimpan di HP ini. Setelah itu kamu bisa baca apa yang bisa dilakukan sekarang.
guide-who = Kamu siapa?
guide-reader-child = Umurku di bawah 18 dan ini tentang aku
guide-reader-carer = Aku mengasuh seorang anak
guide-reader-other = Aku guru, tetangga, atau teman
guide-signs-child = Apa yang terjadi padamu? Centang semua yang cocok.
guide-signs-carer = Apa yang kamu perhatikan pada anak? Centang semua yang cocok.
guide-signs-other = Apa yang kamu lihat atau dengar? Centang semua yang cocok.
guide-none = Tidak ada yang cocok, atau aku tidak yakin
guide-result = Apa ini dan apa yang bisa kamu lakukan
guide-unsure-title = Belum yakin juga tidak apa-apa
guide-unsure = Kamu tidak harus tahu apa namanya. Kalau ada yang terasa salah, kamu boleh minta tolong. Kamu juga boleh melapor. Kita lihat bersama-sama.
guide-not-to-blame-me = Kamu tidak akan dimarahi di sini. Ini bukan salahmu, apa pun yang kamu lakukan atau kirim. Kamu berani karena membaca ini.
guide-not-to-blame-child = Anak tidak bersalah, apa pun yang dia lakukan atau kirim. Jangan dimarahi dan jangan dihukum. Tetap tenang dan lembut.
guide-do = Yang dilakukan sekarang
guide-keep = Yang perlu disimpan
guide-dont = Yang jangan dilakukan
guide-more = Selengkapnya
guide-to-help = Minta tolong sekarang
guide-to-report = Lapor tanpa nama

## The guide: signs
sign-asked_pictures-me = Ada yang minta foto atau video pribadi tubuhku.
sign-asked_pictures-child = Ada yang minta foto atau video pribadi tubuh anak.
sign-has_pictures-me = Ada yang punya foto atau video pribadiku, atau menunjukkannya ke orang lain.
sign-has_pictures-child = Ada yang punya foto atau video pribadi anak, atau menunjukkannya ke orang lain.
sign-threats-me = Ada yang bilang: bayar, atau kirim lagi, kalau tidak fotomu kusebarkan.
sign-threats-child = Ada yang mengancam menyebarkan foto anak kalau tidak dibayar atau tidak dikirimi lagi.
sign-fake_pictures-me = Ada yang membuat foto pribadi palsu dengan wajahku.
sign-fake_pictures-child = Ada yang membuat foto pribadi palsu dengan wajah anak.
sign-pretended_age-me = Ada yang bilang seumuran denganku, tapi kurasa dia orang dewasa.
sign-pretended_age-child = Anak mengobrol di chat dengan orang yang mengaku anak juga, tapi sepertinya orang dewasa.
sign-secret-me = Orang yang kukenal dari internet bilang obrolan kami harus rahasia.
sign-wants_to_meet-me = Orang yang kukenal hanya dari internet mau bertemu denganku berdua saja.
sign-wants_to_meet-child = Orang yang dikenal anak hanya dari internet mau bertemu dengan anak.
sign-watched_call-me = Di video call ada yang menyuruhku berbuat sesuatu dengan tubuhku atau membuka baju, sambil menonton.
sign-watched_call-child = Di video call anak disuruh melakukan hal yang tidak pantas bagi anak, dan ada yang menonton.
sign-arranged-me = Keluarga, tetangga, atau teman menyuruhku tampil di depan kamera untuk ditonton orang lain.
sign-arranged-child = Kerabat, tetangga, atau teman menyuruh anak tampil di depan kamera untuk ditonton orang lain.
sign-pays_gifts-me = Ada yang memberi uang, pulsa, atau hadiah untuk foto atau video call denganku.
sign-pays_gifts-child = Ada yang memberi uang, pulsa, atau hadiah untuk foto atau video call dengan anak.
sign-money_abroad-me = Orang dari luar negeri mengirim uang ke rumahku, dan aku harus tampil di kamera.
sign-money_abroad-child = Ada kiriman uang dari luar negeri ke rumah, dan anak harus tampil di kamera.
sign-offered-child = Di internet aku melihat ada yang menunjukkan atau menjual foto atau video anak yang tampak seperti kekerasan seksual.
sign-changed-child = Anak berubah: takut, sedih, susah tidur, menyembunyikan HP kalau ada orang datang.

## The guide: the four forms
form-abuse_material = Kekerasan lewat foto dan video (materi kekerasan seksual terhadap anak)
form-abuse_material-what-me = Foto atau video pribadi anak bukan untuk orang lain. Tidak ada yang boleh meminta, menyimpan, atau meneruskannya, dan tidak boleh membuat yang palsu. Yang melanggar hukum adalah orang itu, bukan kamu.
form-abuse_material-what-child = Foto atau video pribadi anak yang diminta, disimpan, disebarkan, atau dibuat orang lain, juga yang palsu. Setiap kali ditunjukkan, anak terluka lagi. Ini kejahatan pelakunya, tidak pernah kesalahan anak.
form-grooming = Pura-pura jadi teman (grooming)
form-grooming-what-me = Ada orang yang sangat baik padamu, membuatmu percaya, lalu minta hal pribadi atau rahasia. Mulainya pelan-pelan, jadi susah disadari. Orang dewasa melakukannya dengan rencana. Namanya grooming.
form-grooming-what-child = Ada orang yang pelan-pelan membuat anak percaya, dengan kata manis, hadiah, atau rahasia, lalu minta foto pribadi, panggilan, atau bertemu. Ini direncanakan. Anak sulit menyadarinya.
form-live_streaming = Kekerasan lewat video langsung (kekerasan seksual terhadap anak yang disiarkan langsung)
form-live_streaming-what-me = Ada yang menyuruhmu melakukan hal pribadi di depan kamera sambil ditonton orang. Sering mereka mengirim uang untuk itu. Tidak ada yang boleh melakukan ini, keluargamu juga tidak.
form-live_streaming-what-child = Ada yang menyuruh anak melakukan hal seksual di depan kamera sambil ditonton orang, sering demi uang. Sering kerabat atau tetangga yang mengatur. Ini kejahatan berat, walau keluarga butuh uangnya.
form-sexual_extortion = Ancaman dengan foto (pemerasan seksual)
form-sexual_extortion-what-me = Ada yang menakut-nakutimu: bayar, atau kirim lagi, kalau tidak fotomu kusebarkan. Ini dialami banyak anak perempuan dan laki-laki. Yang membayar atau mengirim lagi biasanya dimintai terus, jadi lebih baik berhenti.
form-sexual_extortion-what-child = Ada yang mengancam menyebarkan foto pribadi anak kalau tidak dibayar atau tidak dikirimi lagi. Yang membayar biasanya dimintai terus. Anak mungkin sangat takut: jangan biarkan dia sendirian.

## The guide: what to do now
do-tell-me = Ceritakan pada orang dewasa yang kamu percaya. Kalau dia tidak menolong, ceritakan pada yang lain.
do-tell-child = Dengarkan dengan tenang dan percayai anak. Katakan: bagus kamu cerita padaku.
do-stop_answering-me = Berhenti menjawab. Kamu tidak perlu menjelaskan apa-apa.
do-stop_answering-child = Bantu anak berhenti menjawab. Tidak perlu menjelaskan apa-apa pada orang itu.
do-block-me = Simpan dulu chat-nya. Lalu blokir orangnya.
do-block-child = Simpan dulu chat-nya. Lalu bantu anak memblokir orangnya.
do-take_down-me = Kamu bisa minta fotomu dihapus dari internet. Halaman bantuan menunjukkan di mana. Fotonya tetap di HP-mu.
do-take_down-child = Foto bisa dihapus dari internet. Halaman bantuan menunjukkan di mana anak bisa memintanya, bersamamu.
do-report_account-me = Laporkan juga akunnya di aplikasi. Kebanyakan aplikasi tidak memberi tahu siapa yang melapor.
do-report_account-child = Laporkan juga akun atau halamannya di aplikasi. Kebanyakan aplikasi tidak memberi tahu siapa yang melapor.
do-get_help-me = Telepon atau tulis ke layanan bantuan anak. Mereka mendengarkan anak-anak setiap hari.
do-get_help-child = Telepon layanan bantuan anak atau polisi. Mereka bisa memberi tahu langkah berikutnya.
do-safe_place-me = Apakah kamu dalam bahaya sekarang? Pergilah ke orang yang bisa menjagamu, dan telepon minta tolong.
do-safe_place-child = Apakah anak dalam bahaya sekarang? Minta tolong dulu, sebelum pelakunya tahu apa-apa.
do-report-me = Laporkan di sini. Kamu tidak harus menyebut namamu.
do-report-child = Laporkan di sini. Kamu tidak harus menyebut namamu. Kamu tidak perlu bukti.

## The guide: what to keep
keep-names-me = Nama, nama panggilan, nama akun, dan nomor telepon.
keep-names-child = Nama, nama panggilan, nama akun, dan nomor telepon.
keep-chats-me = Seluruh chat. Biarkan tetap ada di HP.
keep-chats-child = Seluruh chat. Biarkan tetap ada di HP anak.
keep-links-me = Link profil dan halaman. Salin link-nya, bukan fotonya.
keep-links-child = Link profil dan halaman. Salin link-nya, bukan fotonya.
keep-times-me = Hari dan jam: kapan terjadi, dan kapan mungkin terjadi lagi.
keep-times-child = Hari dan jam: kapan terjadi, dan kapan mungkin terjadi lagi.
keep-payments-me = Struk pembayaran dan pesan tentang uang.
keep-payments-child = Struk pembayaran, nomor rekening, dan pesan tentang uang.

## The guide: what not to do
dont-pay-me = Jangan bayar. Ancaman biasanya tidak berhenti walau dibayar.
dont-pay-child = Jangan bayar. Ancaman biasanya tidak berhenti walau dibayar.
dont-send_more-me = Jangan kirim foto lagi, satu pun jangan.
dont-send_more-child = Jangan biarkan ada foto lagi yang dikirim, satu pun jangan.
dont-meet-me = Jangan pergi menemui orang ini.
dont-meet-child = Jangan biarkan anak menemui orang ini, dan jangan pergi sendiri ke sana.
dont-confront-me = Jangan bertengkar dengan orang itu dan jangan bilang kamu lapor ke kami. Itu bisa berbahaya untukmu.
dont-confront-child = Jangan melabrak orang itu dan jangan memperingatkannya. Anak bisa dalam bahaya dan bukti bisa hilang.
dont-share-me = Jangan sebarkan atau teruskan fotonya, untuk bukti pun jangan.
dont-share-child = Jangan salin, sebarkan, atau teruskan fotonya, untuk bukti pun jangan. Link atau nama sudah cukup.
dont-look_for_more-me = Jangan cari sendiri foto-fotonya.
dont-look_for_more-child = Jangan cari lagi dan jangan unduh apa pun. Di banyak negara itu melanggar hukum.
dont-delete-me = Jangan hapus chat atau akunmu. Itu bisa membantu menemukan orangnya.
dont-delete-child = Jangan hapus chat atau akun, dan jangan reset HP. Itu bisa membantu menemukan orangnya.

## Help pages
help-title = Bantuan
help-lead = Orang-orang ini menolong anak. Kamu boleh menelepon atau menulis walau belum yakin.
help-choose-country = Pilih negaramu
help-other-country = Negara lain
help-danger = Apakah kamu dalam bahaya sekarang? Telepon dulu nomor darurat negaramu.
help-kind-emergency = Dalam keadaan darurat
help-kind-child_helpline = Teman bicara: layanan bantuan anak
help-kind-police_cyber = Polisi dan penyidik untuk internet
help-kind-hotline = Melaporkan halaman dan link
help-kind-takedown = Menghapus fotomu dari internet
help-kind-counselling = Supaya hati lebih lega: konseling
help-free = Gratis
help-hours-always = Siang dan malam
help-call = Telepon
help-write = Tulis
help-open = Buka halaman
help-checked = Dilihat pada { $date }. Sumber: { $source }

## Every page of the public door
door-title = Informasi
door-skip = Langsung ke isi
door-start = Halaman pertama
door-exit = Keluar dari halaman ini
door-exit-hint = Kalau pakai keyboard, kamu bisa cepat keluar: tekan Shift tiga kali.
door-language = Bahasa
door-history-title = Apa yang tertinggal di HP ini
door-history = Tulisanmu tidak kami simpan di HP ini. Tapi riwayat browser mungkin menunjukkan bahwa kamu pernah ke sini. Kamu bisa menghapus halaman-halaman ini dari riwayat. Lain kali kamu bisa pakai jendela pribadi (incognito).
door-next = Lanjut
door-back = Kembali
door-send = Kirim
door-send-now = Kirim sekarang yang sudah kutulis
door-choose = Pilih
door-no-answer = Tidak menjawab
door-sending = Sedang dikirim. Tunggu sebentar.
door-no-line = Sekarang tidak ada koneksi. Tulisanmu masih ada di sini. Tunggu sebentar, lalu tekan tombolnya lagi.
door-error-not-found = Halaman ini tidak ada di sini.
door-error-large = Ini terlalu panjang untuk dikirim sekaligus. Kembali dan kirim sebagian dulu. Sisanya bisa kamu tambahkan nanti dengan kodemu.
door-error-busy = Kami tidak sempat menjawab. Kembali dan coba lagi satu menit lagi. Terkirim dua kali tidak apa-apa.
door-error-form = Halaman ini terlalu lama terbuka, atau bukan halaman kami. Kembali dan coba lagi.
door-error-fault = Ada yang salah. Ini kesalahan kami, bukan kesalahanmu. Kembali dan coba lagi.

## First page
door-home-title = Ada yang menyakiti kamu atau seorang anak lewat internet?
door-home-lead = Di sini kamu bisa mencari tahu apa yang tidak beres, minta tolong, atau cerita pada kami. Kamu tidak harus menyebut namamu.
door-home-guide = Ada yang tidak beres? Cari tahu
door-home-guide-lead = Dua pertanyaan pendek. Lalu kamu bisa baca apa yang bisa kamu lakukan.
door-home-help = Minta tolong sekarang
door-home-help-lead = Orang-orang yang bisa kamu telepon atau kirimi pesan.
door-home-read = Aku punya kode
door-home-read-lead = Baca jawaban kami dan tulis lagi ke kami.

## The report
door-write-which = Ini tentang siapa?
door-write-me = Ini terjadi padaku, atau pernah terjadi padaku
door-write-me-lead = Kamu boleh cerita pada kami. Kamu tidak akan dimarahi di sini, dan ini bukan salahmu.
door-write-saw = Aku melihat atau tahu sesuatu
door-write-saw-lead = Belum yakin juga tidak apa-apa. Kamu tetap boleh cerita pada kami.
door-step = Bagian { $at } dari { $all }
door-optional = Semua pertanyaan boleh dikosongkan. Dari bagian mana pun sudah bisa dikirim.
door-unsafe-title = Minta tolong sekarang
door-unsafe = Kamu tidak harus menyelesaikan ini atau menunggu kami. Orang-orang ini bisa menolong sekarang:
door-unsafe-more = Nomor dan halaman lain
door-before-title = Sebelum kamu kirim
door-before-who = Siapa yang membaca: orang-orang yang pekerjaannya melindungi anak. Setiap kali ada dari mereka yang membukanya, kami catat siapa.
door-before-next = Apa yang terjadi setelah itu: ada orang yang membacanya dan mencari orang yang bisa menolong. Kami tidak bisa bilang berapa lama. Dengan kodemu kamu bisa melihat kelanjutannya di sini.
door-before-limits = Apa yang tidak bisa kami rahasiakan: untuk melindungi anak, mungkin kami harus memberi tahu orang lain, misalnya polisi. Mereka lalu bisa membaca tulisanmu. Kami tahu namamu hanya kalau kamu menulisnya.
door-before-trace = Kami menyimpan jawabanmu, bahasanya, dan waktunya. Kami tidak menyimpan kamu ada di mana atau HP apa yang kamu pakai, kecuali kalau kamu menulisnya. Tolong jangan kirim foto: link, nama, atau jam sudah cukup.
door-from-elsewhere = Ini belum terkirim. Asalnya dari halaman lain. Tolong lihat dulu, lalu tekan sendiri tombolnya.
door-hash-choose = Pilih foto atau video. Tetap ada di HP-mu
door-hash-working = Sedang diproses. Bisa agak lama.
door-hash-done = Selesai. Hanya sidik jarinya yang dikirim, bukan fotonya.
door-hash-failed = Tidak berhasil. Tidak apa-apa: kamu boleh melewatinya.

## After sending
door-sent-title = Terima kasih. Sudah kami terima.
door-sent-lead = Kamu berani dan benar sudah cerita pada kami. Kalau ini terjadi padamu: ini bukan salahmu.
door-sent-next-title = Apa yang terjadi sekarang
door-sent-next = Ada orang yang akan membacanya. Kami tidak bisa bilang berapa lama. Apa kamu butuh bantuan sekarang? Jangan tunggu kami: halaman bantuan menunjukkan siapa yang bisa kamu telepon. Dengan kodemu kamu bisa melihat kelanjutan laporanmu di sini.
door-code-title = Kodemu
door-code-lead = Dengan sembilan kata ini kamu bisa kembali, membaca jawaban kami, dan menulis ke kami. Kami hanya bisa menunjukkannya di halaman ini. Kamu tidak harus menyimpannya: tanpa kode pun laporanmu sama pentingnya.
door-code-keep = Kalau aman, tulis kata-kata ini di kertas, sesuai urutannya. Sebaiknya jangan difoto: orang lain bisa melihatnya di HP. Siapa pun yang punya kata-kata ini bisa membaca pesannya.
door-code-hide = Sembunyikan kode
door-code-again = Tunjukkan kode sekali lagi

## Coming back with the code
door-read-title = Baca pesanmu
door-read-code = Kodemu
door-read-hint = Sembilan kata, dengan urutan yang benar. Huruf besar atau kecil sama saja.
door-read-button = Buka
door-read-lost = Kodenya sudah tidak ada? Tidak apa-apa: laporanmu tetap penting. Tapi tanpa kode kami tidak bisa membukakan pesannya untukmu. Kamu boleh cerita lagi pada kami, dan bilang bahwa kamu sudah pernah cerita.
door-read-count = Kodenya ada { $all } kata. Yang kamu ketik: { $count }.
door-read-word = Kata nomor { $place } tidak ada di daftar kata kami. Coba lihat lagi.
door-read-word-meant = Kata nomor { $place } tidak ada di daftar kata kami. Apa maksudmu “{ $meant }”?
door-read-check = Semuanya kata kami, tapi tidak cocok satu sama lain. Mungkin ada yang salah, atau dua kata tertukar tempatnya.
door-read-unknown = Kami tidak menemukan pesan untuk kode ini. Mungkin sudah dihapus, atau kamu punya kata-kata yang lebih baru.
door-letters-title = Pesanmu
door-letters-none = Belum ada pesan.
door-letters-us = Kami menulis
door-letters-you = Kamu menulis
door-letters-say = Tulis ke kami
door-letters-sent = Pesanmu sudah kami terima.
door-letters-empty = Tolong tulis sesuatu dulu.
door-letters-next = Kami akan menulis lagi padamu di sini paling lambat { $date }.
door-letters-close = Tutup dan keluar
door-letters-deleted = Pesannya sudah dihapus. Tidak ada lagi yang bisa membukanya di sini.
door-status-received = Laporanmu sudah kami terima. Kami akan membacanya.
door-status-being_read = Laporanmu sedang dibaca di sini.
door-status-asked = Kami punya pertanyaan untukmu. Silakan baca di bawah.
door-status-passed_on = Laporanmu sudah kami teruskan ke orang yang bisa menolong.
door-status-closed = Kami sudah melakukan yang kami bisa di sini. Kamu masih boleh menulis ke kami.
door-delete-title = Hapus pesan-pesan ini
door-delete-lead = Setelah itu tidak ada lagi yang bisa membuka pesannya di sini, kami juga tidak. Kodenya tidak berlaku lagi. Laporannya sendiri tetap ada, supaya anak itu bisa ditolong.
door-delete-sure = Kamu yakin? Pesannya tidak bisa kembali. Kalau yakin, tekan tombolnya sekali lagi.
door-delete-button = Hapus pesannya
door-replace-title = Ada orang lain yang tahu kodeku
door-replace-lead = Kamu dapat kata-kata baru. Yang lama tidak berlaku lagi.
door-replace-button = Beri aku kata-kata baru
door-replaced-title = Kode barumu
door-replaced-lead = Tulis kata-kata ini di kertas kalau aman. Kami hanya menunjukkannya sekali. Kata-kata lama tidak berlaku lagi.
door-handed = Yang memberimu kode juga tahu kata-katanya. Ambil dulu kata-kata baru. Setelah itu hanya kamu yang tahu.
